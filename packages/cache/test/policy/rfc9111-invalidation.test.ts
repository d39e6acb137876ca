import { changedGroups, changedUrls, groupsOf, isSafe } from '@fairlead/cache/policy'
import { describe, expect, test } from 'vitest'

const URL_HERE = 'https://a.example/ships/7?x=1'
const here = `url:${URL_HERE}`

type Fields = Readonly<Record<string, string>>
type Row = readonly [requirement: string, status: number, sent: Fields, changed: readonly string[]]

const urls: readonly Row[] = [
  ['a success changes the URL', 200, {}, [here]],
  ['so does one without content', 204, {}, [here]],
  ['so does a redirect', 303, {}, [here]],
  ['so does the last status of a success', 399, {}, [here]],
  ['an error of the client changes nothing', 400, {}, []],
  ['an answer that is not final changes nothing', 199, {}, []],
  ['an error of the server changes nothing', 500, {}, []],
  [
    'Location at the same origin is changed, too',
    201,
    { location: '/ships/8' },
    [here, 'url:https://a.example/ships/8'],
  ],
  ['so is Content-Location', 200, { 'content-location': 'https://a.example/all' }, [here, 'url:https://a.example/all']],
  ['a relative one is resolved', 200, { location: '8' }, [here, 'url:https://a.example/ships/8']],
  ['a fragment is no part of it', 200, { location: '/a#b' }, [here, 'url:https://a.example/a']],
  [
    'both are',
    201,
    { location: '/a', 'content-location': '/b' },
    [here, 'url:https://a.example/a', 'url:https://a.example/b'],
  ],
  ['the same URL is named once', 200, { 'content-location': URL_HERE }, [here]],
  ['another host is not touched', 200, { location: 'https://b.example/ships/7' }, [here]],
  ['another scheme is not touched', 200, { location: 'http://a.example/ships/8' }, [here]],
  ['another port is not touched', 200, { location: 'https://a.example:8443/ships/8' }, [here]],
  ['what is no URL is ignored', 200, { location: 'https://' }, [here]],
  ['a URL without an origin is ignored', 200, { location: 'data:,a' }, [here]],
]

const group = (name: string) => `group:https://a.example ${name}`

const groups: readonly Row[] = [
  [
    'the groups that are listed are changed',
    200,
    { 'cache-group-invalidation': '"a", "b c"' },
    [group('a'), group('b c')],
  ],
  ['parameters that are not known are ignored', 200, { 'cache-group-invalidation': '"a";x=1;y' }, [group('a')]],
  ['the last status of a success does', 399, { 'cache-group-invalidation': '"a"' }, [group('a')]],
  ['an error of the client changes none', 400, { 'cache-group-invalidation': '"a"' }, []],
  ['a redirect does', 303, { 'cache-group-invalidation': '"a"' }, [group('a')]],
  ['an error of the server changes none', 500, { 'cache-group-invalidation': '"a"' }, []],
  ['a list with a token is no list of strings', 200, { 'cache-group-invalidation': '"a", b' }, []],
  ['a list that is not closed is none', 200, { 'cache-group-invalidation': '"a", "b' }, []],
  ['a comma at the end breaks it', 200, { 'cache-group-invalidation': '"a",' }, []],
  ['an inner list is no string', 200, { 'cache-group-invalidation': '("a" "b")' }, []],
  ['names keep their case', 200, { 'cache-group-invalidation': '"A"' }, [group('A')]],
  [
    'an escaped quote is a quote',
    200,
    { 'cache-group-invalidation': String.raw`"a\"b\\c"` },
    [group(String.raw`a"b\c`)],
  ],
]

describe('RFC 9111 section 4.4, invalidation', () => {
  test.each(urls)('%s', (_requirement, status, sent, changed) => {
    expect(changedUrls(URL_HERE, status, Object.entries(sent))).toEqual(changed)
  })

  test.each(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'])('%s changes nothing', (method) => {
    expect(isSafe(method)).toBe(true)
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'M-SEARCH', 'PURGE', 'get'])('%s may change something', (method) => {
    expect(isSafe(method)).toBe(false)
  })
})

describe('RFC 9875, cache groups', () => {
  test.each(groups)('%s', (_requirement, status, sent, changed) => {
    expect(changedGroups(URL_HERE, status, Object.entries(sent))).toEqual(changed)
  })

  test('an answer belongs to the groups of its origin that it lists', () => {
    expect(
      groupsOf(URL_HERE, [
        ['cache-groups', '"a", "b"'],
        ['cache-groups', '"c"'],
      ]),
    ).toEqual(['a', 'b', 'c'].map(group))
  })

  test('the same name at another origin, scheme or port is another group', () => {
    const sent = [['cache-groups', '"a"']] as const
    const names = ['https://a.example/', 'http://a.example/', 'https://a.example:8443/', 'https://b.example/']
    expect(new Set(names.map((url) => groupsOf(url, sent)[0])).size).toBe(4)
  })

  test('32 groups of 32 characters are understood', () => {
    const names = Array.from({ length: 32 }, (_, i) => String(i).padStart(32, 'g'))
    const field = names.map((name) => `"${name}"`).join(', ')
    expect(groupsOf(URL_HERE, [['cache-groups', field]])).toEqual(names.map(group))
    expect(changedGroups(URL_HERE, 200, [['cache-group-invalidation', field]])).toEqual(names.map(group))
  })
})
