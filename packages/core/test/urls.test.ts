import { createClient, get } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { failureOf, rig } from './support/rig.ts'

const make = (options: object = {}) => {
  const { base, sent } = rig([{ json: 1 }])
  return { client: createClient({ ...base, contract: { a: { one: get('/vessels/{id}/log') } }, ...options }), sent }
}

describe('where a call may go', () => {
  test.each([
    'https://evil.example/x',
    'http://harbour.example/x',
    'https://harbour.example:444/x',
    'https://harbour.example.evil.example/x',
    'https://user:word@harbour.example/x',
    'https://user@harbour.example/x',
    'https://:word@harbour.example/x',
    'https://harbour.example@evil.example/x',
    'HTTPS://EVIL.example/x',
    'https:evil.example',
    'https:/evil.example',
    'https:\\\\evil.example',
    'https://harbour.example\\@evil.example/',
    '//evil.example/x',
    '///evil.example/x',
    '\\\\evil.example/x',
    '/\\evil.example/x',
    '/\t/evil.example/x',
    '/\n/evil.example/x',
    '\t//evil.example/x',
    ' https://evil.example',
    '/vessels/../../admin',
    '/vessels/..',
    '/vessels/%2e%2E/admin',
    '/vessels/.%2e/admin',
    '/./vessels',
    '/vessels\\..\\admin',
    'vessels',
    '',
    'javascript:alert(1)',
    'data:text/plain,x',
    'file:///etc/passwd',
    'blob:https://harbour.example/1',
  ])('refuses %j before anything is sent, without quoting it', async (target) => {
    const { client, sent } = make()
    const error = await failureOf(client.get(target))
    expect(error).toMatchObject({ kind: 'rejected', reason: 'origin' })
    expect(JSON.stringify(error)).not.toMatch(/evil|word|passwd|alert/)
    await expect(client.fetch(target)).rejects.toBeInstanceOf(TypeError)
    expect(sent).toHaveLength(0)
  })

  test.each(['/vessels', '/vessels/a%20b', '/vessels?q=a//b\\..', '/a..b/...', '/vessels/.well-known'])(
    'goes to the path %j',
    async (target) => {
      const { client, sent } = make()
      await client.get(target)
      expect(sent[0]?.url).toBe(`https://harbour.example/api${target}`)
    },
  )

  test('goes to an absolute URL of its own origin and of those allowed', async () => {
    const { client, sent } = make({ origins: ['https://files.example', 'http://localhost:8080'] })
    for (const url of ['https://harbour.example/x', 'https://files.example/y?z=1', 'http://localhost:8080/'])
      await client.get(url)
    expect(sent.map(({ url }) => url)).toEqual([
      'https://harbour.example/x',
      'https://files.example/y?z=1',
      'http://localhost:8080/',
    ])
  })

  test('leaves the fragment at home', async () => {
    const { client, sent } = make()
    await client.get('/vessels?a=1#token')
    expect(sent[0]?.url).toBe('https://harbour.example/api/vessels?a=1')
  })
})

describe('path parameters', () => {
  test.each([['.'], ['..'], [''], [null], [undefined], [{}], [['a']]])('refuse %j with a typed error', async (id) => {
    const { client, sent } = make()
    const error = await failureOf(client.api.a.one({ params: { id: id as string } }))
    expect(error).toMatchObject({ kind: 'validation', direction: 'input', part: 'params', issues: [{ path: 'id' }] })
    expect(await failureOf(client.get('/vessels/{id}', { params: { id: id as string } }))).toMatchObject({
      kind: 'validation',
    })
    expect(sent).toHaveLength(0)
  })

  test('refuse to be missing, also where the prototype has the name', async () => {
    const { client } = make()
    expect(await failureOf(client.get('/x/{constructor}', { params: {} }))).toMatchObject({ kind: 'validation' })
  })

  test.each([
    ['a/b', 'a%2Fb'],
    ['../admin', '..%2Fadmin'],
    ['%2e%2e', '%252e%252e'],
    ['a?b#c', 'a%3Fb%23c'],
    ['å ✓', '%C3%A5%20%E2%9C%93'],
    ['a\\b', 'a%5Cb'],
    [7, '7'],
    [false, 'false'],
    ['...', '...'],
  ])('encode %j as %s', async (id, encoded) => {
    const { client, sent } = make()
    await client.api.a.one({ params: { id } })
    expect(sent[0]?.url).toBe(`https://harbour.example/api/vessels/${encoded}/log`)
  })

  test('of several dots in one segment cannot climb', async () => {
    const { base, sent } = rig([{ json: 1 }])
    const client = createClient({ ...base, contract: { a: { pair: get('/x/{a}{b}/y') } } })
    await failureOf(client.api.a.pair({ params: { a: '.', b: '.' } }))
    expect(sent).toHaveLength(0)
  })
})

describe('the query', () => {
  test.each([
    [{ a: 1, b: 'x y', c: true }, '?a=1&b=x+y&c=true'],
    [{ a: ['x', 'y'], b: [] }, '?a=x&a=y'],
    [{ a: undefined, b: null, c: [undefined, 1] }, '?c=1'],
    [{ at: new Date(0) }, '?at=1970-01-01T00%3A00%3A00.000Z'],
    [{ 'a&b': '=' }, '?a%26b=%3D'],
    [{}, ''],
    [new URLSearchParams('a=1&a=2'), '?a=1&a=2'],
  ])('writes %o as %s', async (query, text) => {
    const { client, sent } = make()
    await client.get('/v', { query })
    expect(sent[0]?.url).toBe(`https://harbour.example/api/v${text}`)
  })

  test('is added to the one that the path has', async () => {
    const { client, sent } = make()
    await client.get('/v?a=1', { query: { b: 2 } })
    expect(sent[0]?.url).toBe('https://harbour.example/api/v?a=1&b=2')
  })

  test.each([[{ a: {} }], [{ a: [{}] }]])('refuses the object in %j', async (query) => {
    const { client, sent } = make()
    expect(await failureOf(client.get('/v', { query }))).toMatchObject({
      kind: 'validation',
      part: 'query',
      issues: [{ path: 'a' }],
    })
    expect(sent).toHaveLength(0)
  })
})
