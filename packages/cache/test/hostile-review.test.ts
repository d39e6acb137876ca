import { intercept } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { fresh, rig, times } from './support/rig.ts'

describe('a query that does not matter', () => {
  const answers = (body: number) => fresh(60, { json: body, headers: { 'no-vary-search': 'params=("ts")' } })

  test('does not keep what a write to the same path has changed', async () => {
    let asked = 0
    const { client } = rig(({ method }) => answers(method === 'PUT' ? 0 : ++asked))
    expect(await client.get('/b').json()).toBe(1)
    await client.put('/b?ts=1')
    expect(await client.get('/b?ts=1').json()).toBe(2)
  })
})

describe('calls that want nothing older than themselves', () => {
  test.each(['no-cache', 'reload'] as const)(
    'with mode %s share one request when they are made at once',
    async (mode) => {
      const { client, clock, sent } = rig([fresh(60, { json: 1, delayMs: 10 })])
      const calls = times(50, () => client.get('/v', { cache: mode }).json())
      await clock.advance(20)
      expect(await Promise.all(calls)).toEqual(times(50, () => 1))
      expect(sent).toHaveLength(1)
    },
  )
})

describe('a credential that is added below the cache', () => {
  test('keeps its answers from everybody else', async () => {
    let tenant = 'a'
    const below = intercept({
      per: 'attempt',
      request: (request) => ({ ...request, headers: { ...request.headers, 'x-tenant-key': tenant } }),
    })
    const { client, reports } = rig(({ headers }) => fresh(60, { json: headers['x-tenant-key'] }), { plugins: [below] })
    expect(await client.get('/v').json()).toBe('a')
    tenant = 'b'
    expect(await client.get('/v').json()).toBe('b')
    expect(reports.map(({ refusal }) => refusal)).toEqual(['credentials', 'credentials'])
  })
})

describe('a cookie that an answer sets on a server', () => {
  test('is not set again for the next one', async () => {
    const { client, sent, reports } = rig([fresh(60, { json: 1, headers: { 'set-cookie': 'sid=1' } })])
    await client.get('/v').json()
    await client.get('/v').json()
    expect(sent).toHaveLength(2)
    expect(reports.at(-1)).toMatchObject({ outcome: 'miss', refusal: 'set-cookie' })
  })
})

describe('a hit', () => {
  test('keeps to the bound of its own call', async () => {
    const { client } = rig([fresh(60, { body: 'x'.repeat(1_000) })])
    await client.get('/v').text()
    await expect(client.get('/v', { maxResponseBytes: 10 }).text()).rejects.toMatchObject({ reason: 'too-large' })
  })

  test('shows the header that an interceptor has changed', async () => {
    const stamp = intercept({ response: (reply) => reply.headers.set('x-seen', 'yes') })
    const { client } = rig([fresh(60, { json: 1 })], { plugins: [stamp] })
    for (let round = 0; round < 2; round++) {
      expect((await client.get('/v').response()).headers.get('x-seen')).toBe('yes')
    }
  })

  test('checked with a schema of its own each time does not drive others out', async () => {
    const { client, sent } = rig([fresh(600, { json: Array.from({ length: 200 }, () => ({})) })], {
      cache: { memory: { maxBytes: 500_000 } },
    })
    for (let other = 0; other < 5; other++) await client.get(`/other/${other}`).text()
    for (let round = 0; round < 100; round++) {
      const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const
      await client.get('/hot').json(schema)
    }
    for (let other = 0; other < 5; other++) await client.get(`/other/${other}`).text()
    expect(sent).toHaveLength(6)
  })
})

describe('a background request that hangs', () => {
  test('holds up nobody who needs the server', async () => {
    const headers = { 'cache-control': 'max-age=1, stale-while-revalidate=5' }
    const { client, clock, sent } = rig([{ json: 1, headers }, { hang: true }, { json: 2, headers }])
    await client.get('/v').json()
    await clock.advance(2_000)
    expect(await client.get('/v').json()).toBe(1)
    await clock.advance(5_000)
    expect(await client.get('/v').json()).toBe(2)
    expect(sent).toHaveLength(3)
  })
})
