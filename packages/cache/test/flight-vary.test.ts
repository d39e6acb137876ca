import type { Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { fresh, rig, stateOf, times } from './support/rig.ts'

/** An answer in the language that was asked for. */
const inLanguage = ({ headers }: { headers: Readonly<Record<string, string>> }): Answer =>
  fresh(60, { json: headers['accept-language'], delayMs: 10, headers: { vary: 'Accept-Language' } })
const languages = times(10, (index) => `l${index}`)

describe('calls with other header values', () => {
  test('each get the answer for theirs, also before it is known what the server varies by', async () => {
    const { client, clock, sent } = rig(inLanguage)
    const calls = times(30, (index) =>
      client.get('/v', { headers: { 'accept-language': languages[index % 3] } }).json(),
    )
    await clock.advance(1_000)
    expect(await Promise.all(calls)).toEqual(times(30, (index) => languages[index % 3]))
    expect(sent).toHaveLength(3)
  })

  test('do not wait for one another any more when the first answer has told what it varies by', async () => {
    const { client, clock, sent } = rig(inLanguage)
    const calls = languages.map((language) => client.get('/v', { headers: { 'accept-language': language } }).json())
    // One turn to learn, and one for all the others.
    await clock.advance(25)
    expect(await stateOf(Promise.all(calls))).toEqual(languages)
    expect(sent).toHaveLength(10)
  })

  test('start at once where a stored answer has told what it varies by', async () => {
    const { client, clock, sent } = rig(inLanguage)
    const first = client.get('/v', { headers: { 'accept-language': 'en' } }).json()
    await clock.advance(100)
    await first
    const calls = times(20, (index) =>
      client.get('/v', { headers: { 'accept-language': languages[index % 10] } }).json(),
    )
    await clock.advance(15)
    expect(sent).toHaveLength(11)
    expect(await stateOf(Promise.all(calls))).toEqual([...languages, ...languages])
  })

  test('share a request where the values mean the same', async () => {
    const { client, clock, sent } = rig(inLanguage)
    const calls = ['de, en;q=0.5', 'en;q=0.5,de', 'DE , en;q=0.5'].map((value) =>
      client.get('/v', { headers: { 'accept-language': value } }).json(),
    )
    await clock.advance(1_000)
    expect(await Promise.all(calls)).toEqual(times(3, () => 'de, en;q=0.5'))
    expect(sent).toHaveLength(1)
  })

  test('share a request where the server does not look at them', async () => {
    const { client, clock, sent } = rig([fresh(60, { json: 1, delayMs: 10 })])
    const calls = times(5, (index) => client.get('/v', { headers: { 'x-request-id': String(index) } }).json())
    await clock.advance(100)
    await Promise.all(calls)
    expect(sent).toHaveLength(1)
  })

  test('a 304 for one language gives nobody the answer in another', async () => {
    const { client, clock, sent } = rig(({ headers }) => {
      const language = headers['accept-language']
      const tags = { etag: `"${language}"`, vary: 'Accept-Language' }
      return headers['if-none-match'] === tags.etag
        ? { status: 304, delayMs: 10, headers: tags }
        : fresh(1, { json: language, delayMs: 10, headers: tags })
    })
    const all = async () => {
      const calls = ['en', 'de', 'en', 'de'].map((language) =>
        client.get('/v', { headers: { 'accept-language': language } }).json(),
      )
      await clock.advance(1_500)
      return Promise.all(calls)
    }
    expect(await all()).toEqual(['en', 'de', 'en', 'de'])
    expect(await all()).toEqual(['en', 'de', 'en', 'de'])
    expect(sent.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined, '"en"', '"de"'])
  })
})

const own: [string, Answer['headers'], 'private' | 'shared'][] = [
  ['no-store', { 'cache-control': 'no-store' }, 'private'],
  ['Vary: *', { vary: '*', 'cache-control': 'max-age=60' }, 'private'],
  ['private, in a shared cache,', { 'cache-control': 'private, max-age=60' }, 'shared'],
]

describe.each(own)('an answer with %s', (_, headers, type) => {
  test('is for the one who asked: everybody else asks for themselves', async () => {
    const { client, clock, sent } = rig((_request, index) => ({ delayMs: 10, json: index, headers: headers ?? {} }), {
      cache: { type },
    })
    const calls = times(5, () => client.get('/v').json())
    await clock.advance(100)
    expect(new Set(await Promise.all(calls)).size).toBe(5)
    expect(sent).toHaveLength(5)
  })

  test('is streamed to the one who asked alone', async () => {
    const { client, clock, sent } = rig((_request, index) => ({ delayMs: 10, json: index, headers: headers ?? {} }), {
      cache: { type },
    })
    const calls = times(3, async () => new Response(await client.get('/v').stream()).json())
    await clock.advance(100)
    expect(new Set(await Promise.all(calls)).size).toBe(3)
    expect(sent).toHaveLength(3)
    expect(sent.every(({ released }) => released)).toBe(true)
  })
})

test('an answer that is private is for all who wait in a private cache', async () => {
  const { client, clock, sent } = rig([fresh(60, { json: 1, delayMs: 10, headers: { 'cache-control': 'private' } })])
  const calls = times(5, () => client.get('/v').json())
  await clock.advance(100)
  await Promise.all(calls)
  expect(sent).toHaveLength(1)
})
