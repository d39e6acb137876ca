import { type Faults, NO_FAULTS } from 'harbour-api/contract'
import { describe, expect, test } from 'vitest'
import { clientOf, openHarbour, openWatch } from './harbour.ts'

const moor = { params: { id: 'cape-meridian' }, body: { berthId: 'northgate-container-quay-3', stayHours: 12 } }

describe('faults', () => {
  test.each<[string, Partial<Faults>, object]>([
    ['unavailable', { unavailable: 'always' }, { status: 503, error: { kind: 'http' } }],
    ['stalled', { stalled: 'always' }, { status: undefined, error: { kind: 'timeout', clock: 'idle' } }],
    ['broken', { broken: 'always' }, { status: undefined, error: { kind: 'decode', reason: 'syntax' } }],
  ])('%s strikes every call but those that set the faults', async (_name, faults, outcome) => {
    const { api } = await openHarbour()
    await api.faults.set({ body: { ...NO_FAULTS, ...faults } })
    for (let call = 0; call < 2; call++) expect(await api.vessels.list().result()).toMatchObject(outcome)
    expect(await api.faults.read()).toMatchObject(faults)
    await api.faults.reset()
    expect((await api.vessels.list()).total).toBe(60)
  })

  test('limited says in three fields when to ask again', async () => {
    const { api } = await openHarbour()
    await api.faults.set({ body: { ...NO_FAULTS, limited: 'once', retryAfterS: 30 } })
    const result = await api.vessels.list().result()
    expect(result.status).toBe(429)
    expect(result.headers?.get('retry-after')).toBe('30')
    expect(result.headers?.get('ratelimit')).toBe('"harbour";r=0;t=30')
    expect(result.headers?.get('ratelimit-policy')).toBe('"harbour";q=10;w=60')
    expect((await api.vessels.list().result()).status).toBe(200)
  })

  test('twice counts down, and half strikes every second call', async () => {
    const { api } = await openHarbour()
    const statuses = async (): Promise<unknown[]> => {
      const seen: unknown[] = []
      for (let call = 0; call < 4; call++) seen.push((await api.harbours.list().result()).status)
      return seen
    }
    await api.faults.set({ body: { ...NO_FAULTS, unavailable: 'twice' } })
    expect(await statuses()).toEqual([503, 503, 200, 200])
    expect(await api.faults.read()).toEqual(NO_FAULTS)
    await api.faults.set({ body: { ...NO_FAULTS, unavailable: 'half' } })
    expect(await statuses()).toEqual([503, 200, 503, 200])
  })

  test('latency makes every answer late', async () => {
    const { api } = await openHarbour()
    await api.faults.set({ body: { ...NO_FAULTS, latencyMs: 80 } })
    const before = performance.now()
    await api.vessels.list()
    expect(performance.now() - before).toBeGreaterThanOrEqual(75)
  })

  test('of one tab leave the others alone; those of nobody hold for all', async () => {
    const { api, server } = await openHarbour()
    const other = clientOf(server, 'other')
    await api.faults.set({ body: { ...NO_FAULTS, unavailable: 'always' } })
    expect((await other.vessels.list().result()).status).toBe(200)
    const everybody = JSON.stringify({ ...NO_FAULTS, unavailable: 'once' })
    const headers = { 'content-type': 'application/json' }
    await fetch(`${server.origin}/api/faults`, { method: 'PUT', body: everybody, headers })
    expect((await other.vessels.list().result()).status).toBe(503)
    expect((await other.vessels.list().result()).status).toBe(200)
  })

  test('a mooring whose answer stalls is done once, and its key gets the answer later', async () => {
    const { api } = await openWatch()
    await api.faults.set({ body: { ...NO_FAULTS, stalled: 'once' } })
    const options = { idempotencyKey: 'stalled-1' }
    expect(await api.vessels.moor(moor, options).result()).toMatchObject({ error: { kind: 'timeout' } })
    expect(await api.vessels.moor(moor, options).result()).toMatchObject({ status: 201 })
    const { history, mooring } = await api.vessels.byId({ params: moor.params })
    expect(mooring).toMatchObject({ berthId: moor.body.berthId })
    expect(history.filter(({ id }) => id === mooring?.id)).toEqual([])
  })

  test('a mooring that is refused by a 503 is not done', async () => {
    const { api } = await openWatch()
    await api.faults.set({ body: { ...NO_FAULTS, unavailable: 'once' } })
    expect((await api.vessels.moor(moor).result()).status).toBe(503)
    expect((await api.vessels.byId({ params: moor.params })).mooring).toBeNull()
  })
})
