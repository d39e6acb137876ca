import type { Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { fresh, rig } from './support/rig.ts'

const URL_OF = 'https://harbour.example/api/v'
const MODIFIED = 'Thu, 01 Jan 2025 00:00:00 GMT'
const digits = fresh(60, { body: '0123456789', headers: { etag: '"a"', 'last-modified': MODIFIED } })

/** A client that has this answer in its store. */
async function stocked(answer: Answer = digits, ...later: readonly Answer[]) {
  const made = rig([answer, ...later])
  await made.client.get('/v').text()
  const ask = async (headers: Record<string, string>, method = 'GET') => {
    const response = await made.client.fetch(URL_OF, { method, headers })
    const { status } = response
    return { status, text: await response.text(), field: (name: string) => response.headers.get(name) }
  }
  return { ...made, ask }
}

describe('a caller’s own condition', () => {
  const holds: [string, Record<string, string>][] = [
    ['If-None-Match', { 'if-none-match': '"a"' }],
    ['a weak tag', { 'if-none-match': 'W/"a"' }],
    ['one tag of several', { 'if-none-match': '"x", "a"' }],
    ['any tag', { 'if-none-match': '*' }],
    ['If-Modified-Since', { 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }],
  ]
  test.each(holds)('that holds (%s) is answered 304 from the store', async (_, headers) => {
    const { ask, sent } = await stocked()
    const answer = await ask(headers)
    expect([answer.status, answer.text]).toEqual([304, ''])
    expect(answer.field('etag')).toBe('"a"')
    expect(sent).toHaveLength(1)
  })

  const fails: [string, Record<string, string>][] = [
    ['If-None-Match', { 'if-none-match': '"b"' }],
    ['If-Modified-Since', { 'if-modified-since': 'Mon, 01 Jan 2024 00:00:00 GMT' }],
  ]
  test.each(fails)('that fails (%s) is answered whole from the store', async (_, headers) => {
    const { ask, sent } = await stocked()
    expect(await ask(headers)).toMatchObject({ status: 200, text: '0123456789' })
    expect(sent).toHaveLength(1)
  })

  test.each(['if-match', 'if-unmodified-since'])('%s is the origin’s to judge', async (name) => {
    const { ask, sent } = await stocked(digits, { status: 412 })
    expect(await ask({ [name]: name === 'if-match' ? '"b"' : MODIFIED })).toMatchObject({ status: 412 })
    expect(sent[1]?.headers).toEqual({ [name]: sent[1]?.headers[name] })
  })

  test('goes to the server as it is when what is stored is stale, and so does the answer to it', async () => {
    const { ask, clock, sent } = await stocked(digits, { status: 304, headers: { etag: '"b"' } })
    await clock.advance(61_000)
    expect(await ask({ 'if-none-match': '"b"' })).toMatchObject({ status: 304 })
    expect(sent[1]?.headers).toEqual({ 'if-none-match': '"b"' })
  })

  test('whose 304 is about what is stored makes that fresh again', async () => {
    const { ask, clock, client, sent } = await stocked(digits, {
      status: 304,
      headers: { etag: '"a"', 'cache-control': 'max-age=60' },
    })
    await clock.advance(61_000)
    expect((await ask({ 'if-none-match': '"a"' })).status).toBe(304)
    expect(await client.get('/v').text()).toBe('0123456789')
    expect(sent).toHaveLength(2)
  })

  test('with a 304 for an answer that is not stored gives nobody else an empty body', async () => {
    const { client, sent } = rig([{ status: 304, headers: { etag: '"a"', 'cache-control': 'max-age=60' } }, digits])
    const response = await client.fetch(URL_OF, { headers: { 'if-none-match': '"a"' } })
    expect(response.status).toBe(304)
    expect(await client.get('/v').text()).toBe('0123456789')
    expect(sent).toHaveLength(2)
  })
})

describe('a 304 that is about another answer than the stored one', () => {
  test('makes the cache ask for the whole', async () => {
    const { client, clock, sent } = await stocked(
      digits,
      { status: 304, headers: { etag: '"z"' } },
      fresh(60, { body: 'new' }),
    )
    await clock.advance(61_000)
    expect(await client.get('/v').text()).toBe('new')
    expect(sent.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"a"', undefined])
  })
})

describe('a part of a stored answer', () => {
  const parts: [string, string, string][] = [
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', '89', 'bytes 8-9/10'],
  ]
  test.each(parts)('%s is given from the store', async (range, text, contentRange) => {
    const { ask, sent } = await stocked()
    const answer = await ask({ range })
    expect(answer).toMatchObject({ status: 206, text })
    expect(answer.field('content-range')).toBe(contentRange)
    expect(answer.field('content-length')).toBe(String(text.length))
    expect(sent).toHaveLength(1)
  })

  test('that begins behind its end is 416 and says how long it is', async () => {
    const { ask, sent } = await stocked()
    const answer = await ask({ range: 'bytes=10-' })
    expect(answer.status).toBe(416)
    expect(answer.field('content-range')).toBe('bytes */10')
    expect(sent).toHaveLength(1)
  })

  test.each(['bytes=3-1', 'lines=1-2', 'bytes=x', ''])('that is no range (%s) is the whole', async (range) => {
    const { ask } = await stocked()
    expect(await ask({ range })).toMatchObject({ status: 200, text: '0123456789' })
  })

  test('of several ranges is asked of the server', async () => {
    const { ask, sent } = await stocked(digits, { status: 206, body: 'parts' })
    expect(await ask({ range: 'bytes=0-1,4-5' })).toMatchObject({ status: 206, text: 'parts' })
    expect(sent[1]?.headers).toEqual({ range: 'bytes=0-1,4-5' })
  })

  test('is the whole where If-Range names another answer, and the part where it names this one', async () => {
    const { ask } = await stocked()
    expect(await ask({ range: 'bytes=0-1', 'if-range': '"b"' })).toMatchObject({ status: 200, text: '0123456789' })
    expect(await ask({ range: 'bytes=0-1', 'if-range': '"a"' })).toMatchObject({ status: 206, text: '01' })
  })

  test('that came from the server is given for no other part, nor as the whole', async () => {
    let calls = 0
    const { client } = rig(({ headers }) => {
      calls++
      const [, first, last] = /^bytes=(\d)-(\d)$/.exec(headers['range'] ?? '') ?? []
      return first === undefined
        ? digits
        : {
            status: 206,
            body: '0123456789'.slice(Number(first), Number(last) + 1),
            headers: { 'cache-control': 'max-age=60', etag: '"a"', 'content-range': `bytes ${first}-${last}/10` },
          }
    })
    const ask = async (range?: string) => (await client.fetch(URL_OF, { headers: range ? { range } : {} })).text()
    expect([await ask('bytes=0-4'), await ask('bytes=2-6'), await ask()]).toEqual(['01234', '23456', '0123456789'])
    expect([await ask('bytes=0-4'), await ask('bytes=5-9'), await ask()]).toEqual(['01234', '56789', '0123456789'])
    expect(calls).toBeLessThanOrEqual(3)
  })

  test('of a coded body is asked of the server, whose bytes are counted otherwise', async () => {
    const coded = { ...digits, headers: { ...digits.headers, 'content-encoding': 'gzip' } }
    const { ask, sent } = await stocked(coded, { status: 206, body: 'xx' })
    expect((await ask({ range: 'bytes=0-1' })).text).toBe('xx')
    expect(sent).toHaveLength(2)
  })
})

describe('HEAD', () => {
  test('is answered from what a GET has stored, without its body', async () => {
    const { ask, sent } = await stocked()
    const answer = await ask({}, 'HEAD')
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(answer.field('etag')).toBe('"a"')
    expect(sent).toHaveLength(1)
  })

  test('stores nothing that a GET would get', async () => {
    const { client, sent } = rig(({ method }) => (method === 'HEAD' ? fresh(60, {}) : digits))
    await client.head('/v').text()
    expect(await client.get('/v').text()).toBe('0123456789')
    expect(sent.map(({ method }) => method)).toEqual(['HEAD', 'GET'])
  })

  test('makes a stored answer fresh again where it says the same of it', async () => {
    const head = { headers: { etag: '"a"', 'cache-control': 'max-age=600', 'x-new': '1' } }
    const { ask, client, clock, sent } = await stocked(digits, head)
    await clock.advance(61_000)
    await ask({}, 'HEAD')
    expect(sent[1]?.headers).toEqual({})
    const response = await client.get('/v').response()
    expect([await response.text(), response.headers.get('x-new')]).toEqual(['0123456789', '1'])
    expect(sent).toHaveLength(2)
  })

  test.each([
    ['another tag', { etag: '"b"' }],
    ['another length', { etag: '"a"', 'content-length': '11' }],
  ])('drops a stored answer where it says %s', async (_, headers) => {
    const answer = { ...digits, headers: { ...digits.headers, 'content-length': '10' } }
    const { ask, client, clock, sent } = await stocked(answer, { headers }, fresh(60, { body: 'new' }))
    await clock.advance(61_000)
    await ask({}, 'HEAD')
    expect(await client.get('/v').text()).toBe('new')
    expect(sent[2]?.headers['if-none-match']).toBeUndefined()
  })
})
