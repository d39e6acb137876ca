import { createClient } from '@fairlead/core'
import type { HarbourServer } from 'harbour-api'
import { NO_FAULTS, PILOT_QUOTA, type PilotFault, TAB_HEADER, pilotContract } from 'harbour-api/contract'
import { describe, expect, test } from 'vitest'
import { clientOf, openHarbour } from './harbour.ts'

const pilotsOf = ({ origin }: HarbourServer, tab = 'test') =>
  createClient({ baseUrl: `${origin}/api`, contract: pilotContract, retry: false, headers: { [TAB_HEADER]: tab } }).api
    .pilots

const body = { vesselId: 'cape-meridian', urgent: false }

describe('the pilot station', () => {
  test('takes its time and says what is left', async () => {
    const { server } = await openHarbour()
    const before = performance.now()
    const result = await pilotsOf(server).request({ body }).result()
    expect(performance.now() - before).toBeGreaterThan(400)
    expect(result).toMatchObject({ status: 201, data: { vesselId: 'cape-meridian', urgent: false } })
    expect(result.headers?.get('ratelimit-policy')).toBe('"pilots";q=8;w=4')
    expect(result.headers?.get('ratelimit')).toMatch(/^"pilots";r=[78];t=[01]$/)
  })

  test('has so many lines, and refuses a call more with the time to come back', async () => {
    const { server } = await openHarbour()
    const calls = Array.from({ length: PILOT_QUOTA.atOnce + 1 }, () => pilotsOf(server).request({ body }).result())
    const results = await Promise.all(calls)
    expect(results.filter(({ status }) => status === 201)).toHaveLength(PILOT_QUOTA.atOnce)
    expect(results.find(({ status }) => status === 429)?.headers?.get('retry-after')).toBe('1')
  })

  test('refuses more than its rate, of one control room alone', async () => {
    const { server } = await openHarbour()
    // It fails sooner than it works: three rounds take less time than the quota needs to fill.
    await clientOf(server, 'test').faults.set({ body: { ...NO_FAULTS, pilots: 'failing' } })
    const round = () =>
      Promise.all(Array.from({ length: PILOT_QUOTA.atOnce }, () => pilotsOf(server).request({ body }).result()))
    const results = [...(await round()), ...(await round()), ...(await round())]
    const refused = results.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    for (const { headers } of refused) {
      expect(Number(headers?.get('retry-after'))).toBeGreaterThan(0)
      expect(headers?.get('ratelimit')).toMatch(/^"pilots";r=0;t=[1-4]$/)
    }
    expect((await pilotsOf(server, 'other').request({ body }).result()).status).toBe(201)
  })

  test('sends nobody out twice for one key', async () => {
    const { server } = await openHarbour()
    const pilots = pilotsOf(server)
    const [one, other] = [
      await pilots.request({ body }, { idempotencyKey: 'key-1' }),
      await pilots.request({ body }, { idempotencyKey: 'key-1' }),
    ]
    expect(other).toEqual(one)
    expect(await pilots.list()).toEqual([one])
  })

  test.each<[PilotFault, number]>([
    ['well', 201],
    ['failing', 503],
  ])('that is %s answers %s', async (fault, status) => {
    const { server } = await openHarbour()
    await clientOf(server, 'test').faults.set({ body: { ...NO_FAULTS, pilots: fault } })
    expect((await pilotsOf(server).request({ body }).result()).status).toBe(status)
  })

  test('is out of reach when the harbour is', async () => {
    const { server } = await openHarbour()
    await clientOf(server, 'test').faults.set({ body: { ...NO_FAULTS, offline: true } })
    expect(await pilotsOf(server).request({ body }).result()).toMatchObject({ error: { kind: 'network' } })
  })

  test('is reached by pages of the harbour alone, and refuses what does not fit', async () => {
    const { server } = await openHarbour()
    const send = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${server.origin}/api/pilots/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{}',
      })
    expect((await send({ origin: 'http://elsewhere.example' })).status).toBe(403)
    expect((await send({})).status).toBe(422)
    expect((await fetch(`${server.origin}/api/pilots/boats`)).status).toBe(404)
  })
})
