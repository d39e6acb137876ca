import { describe, expect, test } from 'vitest'
import { openHarbour, openWatch } from './harbour.ts'

const stay = { berthId: 'northgate-container-quay-3', stayHours: 12 }
const meridian = { id: 'cape-meridian' }

describe('an answer', () => {
  test.each([
    ['/vessels', 'max-age=10, stale-while-revalidate=30, stale-if-error=86400', '"vessels"'],
    ['/vessels/kuroshio', 'max-age=10, stale-while-revalidate=30, stale-if-error=86400', '"vessel:kuroshio"'],
    ['/harbours', 'max-age=5, stale-while-revalidate=15, stale-if-error=86400', '"berths"'],
    ['/harbours/northgate/berths', 'max-age=5, stale-if-error=86400', '"berths"'],
  ])('for %s says how long it is good for everybody, and what it is made of', async (path, lifetime, groups) => {
    const { server } = await openHarbour()
    const { headers } = await drained(fetch(`${server.origin}/api${path}`))
    expect(headers.get('cache-control')).toBe(lifetime)
    expect(headers.get('cache-groups')).toBe(groups)
    expect(headers.get('etag')).toMatch(/^"[\w-]{22}"$/)
    expect(headers.get('vary')).toBeNull()
    expect(Date.parse(headers.get('date') ?? '')).not.toBeNaN()
  })

  test('about who is on watch is for the one who asks, and asked for each time', async () => {
    const { api } = await openWatch()
    const { headers } = await api.watch.me().result()
    expect(headers?.get('cache-control')).toBe('private, no-cache')
    expect(headers?.get('vary')).toBe('Authorization')
    expect(headers?.get('etag')).not.toBeNull()
  })

  test.each([
    ['a failure', '/vessels/flying-dutchman', {}],
    ['a query that does not fit', '/vessels?page=0', {}],
    ['a refusal of who is not on watch', '/watch/me', {}],
    ['the faults of a tab', '/faults', {}],
    ['a write', '/faults', { method: 'DELETE' }],
  ])('that is %s may not be stored', async (_name, path, init) => {
    const { server } = await openHarbour()
    const { headers } = await drained(fetch(`${server.origin}/api${path}`, init))
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('etag')).toBeNull()
  })

  test.each(['stalled', 'broken'] as const)('that is %s on its way may not be stored, nor be a 304', async (fault) => {
    const { server } = await openHarbour()
    const url = `${server.origin}/api/vessels`
    const etag = (await drained(fetch(url))).headers.get('etag') ?? ''
    await setFaults(server.origin, { [fault]: 'once' })
    const controller = new AbortController()
    const response = await fetch(url, { headers: { 'if-none-match': etag }, signal: controller.signal })
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store'])
    controller.abort()
  })
})

describe('an answer that the client has', () => {
  test.each([
    ['its tag', (etag: string) => etag],
    ['its tag, taken for weak', (etag: string) => `W/${etag}`],
    ['a list with its tag', (etag: string) => `"other", ${etag}`],
    ['any tag', () => '*'],
  ])('is a 304 without a body for %s', async (_name, field) => {
    const { server } = await openHarbour()
    const url = `${server.origin}/api/vessels`
    const first = await drained(fetch(url))
    const again = await fetch(url, { headers: { 'if-none-match': field(first.headers.get('etag') ?? '') } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    for (const name of ['etag', 'cache-control', 'cache-groups'])
      expect(again.headers.get(name)).toBe(first.headers.get(name))
    expect(again.headers.get('content-type')).toBeNull()
  })

  test('is a 200 with another tag once it has changed', async () => {
    const { server, api } = await openWatch()
    const url = `${server.origin}/api/vessels/${meridian.id}`
    const etag = (await drained(fetch(url))).headers.get('etag') ?? ''
    await api.vessels.moor({ params: meridian, body: stay })
    const again = await fetch(url, { headers: { 'if-none-match': etag } })
    expect(again.status).toBe(200)
    expect(again.headers.get('etag')).not.toBe(etag)
    expect(await again.json()).toMatchObject({ status: 'moored' })
  })
})

describe('a write', () => {
  test('names the groups that it made stale, and is not stored itself', async () => {
    const { api } = await openWatch()
    const groups = '"vessels", "berths", "vessel:cape-meridian"'
    const moored = await api.vessels.moor({ params: meridian, body: stay }).result()
    const left = await api.vessels.castOff({ params: meridian }).result()
    for (const { headers } of [moored, left]) {
      expect(headers?.get('cache-group-invalidation')).toBe(groups)
      expect(headers?.get('cache-control')).toBe('no-store')
    }
  })

  test('whose answer was lost names them when it is answered again', async () => {
    const { api } = await openWatch()
    const moor = (): ReturnType<typeof api.vessels.moor> =>
      api.vessels.moor({ params: meridian, body: stay }, { idempotencyKey: 'key-3' })
    await moor()
    const { headers } = await moor().result()
    expect(headers?.get('idempotency-replayed')).toBe('true')
    expect(headers?.get('cache-group-invalidation')).toContain('"vessels"')
  })

  test('that is refused makes nothing stale', async () => {
    const { api } = await openWatch()
    const refused = { ...stay, berthId: 'northgate-container-quay-1' }
    const { status, headers } = await api.vessels.moor({ params: meridian, body: refused }).result()
    expect([status, headers?.get('cache-group-invalidation')]).toEqual([409, null])
  })
})

describe('a harbour that cannot be reached', () => {
  test('cuts the connections of the tab that wants it so, before any answer, until it is calmed down', async () => {
    const { server, api } = await openHarbour()
    await setFaults(server.origin, { offline: true }, { 'harbour-tab': 'test' })
    expect(await api.vessels.list().result()).toMatchObject({ status: undefined, error: { kind: 'network' } })
    expect((await drained(fetch(`${server.origin}/api/vessels`))).status).toBe(200)
    await api.faults.reset()
    expect((await api.vessels.list()).total).toBe(60)
  })
})

async function drained(response: Promise<Response>): Promise<Response> {
  const got = await response
  await got.arrayBuffer()
  return got
}

async function setFaults(origin: string, faults: object, headers: Record<string, string> = {}): Promise<void> {
  const url = `${origin}/api/faults`
  const calm = (await (await fetch(url)).json()) as object
  const body = JSON.stringify({ ...calm, ...faults })
  await drained(fetch(url, { method: 'PUT', body, headers: { ...headers, 'content-type': 'application/json' } }))
}
