import type { Answer } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { fresh, rig } from './support/rig.ts'

const base = 'https://harbour.example/api'

/** Answers by path, the newest ones last. */
function routes(answers: Record<string, Answer>) {
  return rig(({ url, method }) => answers[`${method} ${url.slice(base.length)}`])
}

describe('an answer that a redirect led to', () => {
  test('is not kept under the URL that was asked for longer than the redirect may be', async () => {
    const answers = {
      'GET /latest': { status: 302, headers: { location: `${base}/v1` } },
      'GET /v1': fresh(31_536_000, { json: 1 }),
      'GET /v2': fresh(31_536_000, { json: 2 }),
    }
    const { client } = routes(answers)
    expect(await client.get('/latest').json()).toBe(1)
    answers['GET /latest'] = { status: 302, headers: { location: `${base}/v2` } }
    expect(await client.get('/latest').json()).toBe(2)
  })

  test('is not what a call gets that wants the redirect itself', async () => {
    const { client } = routes({
      'GET /a': { status: 301, headers: { location: `${base}/b`, 'cache-control': 'max-age=60' } },
      'GET /b': fresh(60, { json: 'b' }),
    })
    const manual = async () => (await client.fetch(`${base}/a`, { redirect: 'manual' })).status
    expect(await client.get('/a').json()).toBe('b')
    expect(await manual()).toBe(301)
    expect(await client.get('/a').json()).toBe('b')
    expect(await manual()).toBe(301)
    expect(await (await client.fetch(`${base}/a`)).json()).toBe('b')
  })
})

describe('a write that is redirected', () => {
  test('changes what it was redirected to as well', async () => {
    let reads = 0
    const { client } = rig(({ method, url }) => {
      if (method === 'GET') return fresh(600, { json: ++reads })
      return url.endsWith('/a') ? { status: 307, headers: { location: `${base}/b` } } : { status: 204 }
    })
    expect([await client.get('/a').json(), await client.get('/b').json()]).toEqual([1, 2])
    await client.put('/a', { body: {} })
    expect([await client.get('/a').json(), await client.get('/b').json()]).toEqual([3, 4])
  })
})

describe('a part that the store cannot make', () => {
  test('is asked for without a condition, and a 304 that nobody asked for is handed on', async () => {
    const { client, clock, sent } = rig([
      fresh(1, { body: 'hello', headers: { etag: '"a"' } }),
      { status: 304, headers: { etag: '"a"' } },
    ])
    await client.get('/v').text()
    await clock.advance(2_000)
    const response = await client.fetch(`${base}/v`, { headers: { range: 'bytes=0-1,3-4' } })
    expect(response.status).toBe(304)
    expect(sent[1]?.headers).toEqual({ range: 'bytes=0-1,3-4' })
  })
})

describe('what fetch checks itself', () => {
  test.each([{ mode: 'no-cors' }, { integrity: 'sha256-AAAA' }] as const)('%o goes past the cache', async (init) => {
    const { client, sent, reports } = rig([fresh(60)])
    await client.get('/v').json()
    await client.get('/v', { init }).json()
    await client.get('/v').json()
    expect(sent).toHaveLength(2)
    expect(reports.map(({ outcome }) => outcome)).toEqual(['miss', 'bypass', 'hit'])
  })
})

describe('a query of which a part does not matter', () => {
  const script = () => {
    let reads = 0
    return ({ method }: { method: string }): Answer =>
      method === 'GET' ? fresh(600, { json: ++reads, headers: { 'no-vary-search': 'params=("ts")' } }) : { status: 204 }
  }

  test('is changed by a write, whatever stands in that part', async () => {
    const { client } = rig(script())
    expect(await client.get('/x?a=1&ts=1').json()).toBe(1)
    expect(await client.get('/x?a=1&ts=2').json()).toBe(2)
    expect(await client.get('/x?a=1&ts=3').json()).toBe(2)
    await client.put('/x?a=1&ts=4', { body: {} })
    expect(await client.get('/x?a=1&ts=5').json()).toBe(3)
  })

  test('is changed by a write of who has not learnt that yet', async () => {
    const { clock, client } = rig(script())
    const read = client.get('/x?a=1&ts=1').json()
    await clock.advance(0)
    expect(await read).toBe(1)
    await client.put('/x?ts=9&a=1', { body: {} })
    expect(await client.get('/x?a=1&ts=1').json()).toBe(2)
  })
})
