import { describe, expect, test } from 'vitest'
import { NOW_MS, openHarbour, openWatch } from './harbour.ts'

describe('the list of vessels', () => {
  test('comes by the page, with the size of the whole', async () => {
    const { api } = await openHarbour()
    const first = await api.vessels.list({ query: { pageSize: 25 } })
    const last = await api.vessels.list({ query: { pageSize: 25, page: 3 } })
    expect(first).toMatchObject({ total: 60, page: 1, pageCount: 3 })
    expect(first.items).toHaveLength(25)
    expect(last.items).toHaveLength(10)
    expect(first.items.map(({ name }) => name)).toEqual(first.items.map(({ name }) => name).toSorted())
  })

  test('is the same in every harbour that opens', async () => {
    const [one, other] = await Promise.all([openHarbour(), openHarbour()])
    expect(await one.api.vessels.list()).toEqual(await other.api.vessels.list())
  })

  test('finds part of a name, a call sign or an IMO number', async () => {
    const { api } = await openHarbour()
    const [vessel] = (await api.vessels.list({ query: { q: 'kurosh' } })).items
    expect(vessel).toMatchObject({ id: 'kuroshio', kind: 'tanker' })
    for (const q of [vessel?.callSign, vessel?.imo])
      expect((await api.vessels.list({ query: { q } })).items).toEqual([vessel])
  })

  test('takes a wildcard for the character it is', async () => {
    const { api } = await openHarbour()
    expect((await api.vessels.list({ query: { q: '%' } })).total).toBe(0)
  })

  test('narrows by kind, status, flag and harbour together', async () => {
    const { api } = await openHarbour()
    const { items } = await api.vessels.list({
      query: { kind: 'container', status: 'moored', harbour: 'northgate', sort: 'length' },
    })
    expect(items.map(({ id }) => id)).toEqual(['orient-compass', 'northern-ledger'])
    const flag = items[0]?.flag
    const flagged = await api.vessels.list({ query: { kind: 'container', flag } })
    expect(new Set(flagged.items.map((vessel) => vessel.flag))).toEqual(new Set([flag]))
  })

  test('refuses a query that does not fit, and names the place', async () => {
    const { server } = await openHarbour()
    const response = await fetch(`${server.origin}/api/vessels?page=0&kind=kayak`)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({
      type: 'urn:harbour:problem:request-does-not-fit',
      status: 422,
      errors: [
        { part: 'query', path: 'kind' },
        { part: 'query', path: 'page' },
      ],
    })
  })
})

describe("a vessel's file", () => {
  test('has her past stays, the latest first', async () => {
    const { api } = await openHarbour()
    const { history, mooring } = await api.vessels.byId({ params: { id: 'orient-compass' } })
    expect(mooring).toMatchObject({ berthId: 'northgate-container-quay-1' })
    expect(history.length).toBeGreaterThan(0)
    expect(history.map(({ since }) => since)).toEqual(
      history
        .map(({ since }) => since)
        .toSorted()
        .toReversed(),
    )
    for (const { until } of history) expect(Date.parse(until)).toBeLessThan(NOW_MS)
  })

  test('that is not there is a 404 with problem details', async () => {
    const { api } = await openHarbour()
    const result = await api.vessels.byId({ params: { id: 'flying-dutchman' } }).result()
    expect(result).toMatchObject({ status: 404, data: { detail: `There is no vessel 'flying-dutchman'.` } })
  })
})

describe('mooring', () => {
  const stay = { berthId: 'northgate-container-quay-3', stayHours: 12 }

  test('is for officers on watch: nobody else moors or casts off, and reading stays free', async () => {
    const { api } = await openHarbour()
    const params = { id: 'orient-compass' }
    const refused = { ok: false, status: 401, data: { title: 'Not on watch' } }
    const result = await api.vessels.moor({ params: { id: 'cape-meridian' }, body: stay }).result()
    expect(result).toMatchObject(refused)
    expect(result.headers?.get('www-authenticate')).toBe('Bearer realm="harbour", error="invalid_token"')
    expect(await api.vessels.castOff({ params }).result()).toMatchObject(refused)
    expect(await api.vessels.byId({ params })).toMatchObject({ status: 'moored' })
  })

  test('takes the berth until the end of the stay', async () => {
    const { api } = await openWatch()
    const mooring = await api.vessels.moor({ params: { id: 'cape-meridian' }, body: stay })
    expect(mooring).toMatchObject({ vesselId: 'cape-meridian', until: new Date(NOW_MS + 12 * 3_600_000).toISOString() })
    const berths = await api.harbours.berths({ params: { id: 'northgate' } })
    expect(berths.find(({ id }) => id === stay.berthId)?.takenBy).toMatchObject({ vesselId: 'cape-meridian' })
    expect(await api.vessels.byId({ params: { id: 'cape-meridian' } })).toMatchObject({ status: 'moored', mooring })
  })

  test.each([
    ['cape-meridian', 'northgate-container-quay-1', 'berth-taken', true],
    ['cape-meridian', 'saint-brannock-ferry-ramp-a', 'draught-too-deep', true],
    ['majestic-solstice', 'northgate-oil-jetty-west', 'vessel-too-long', true],
    ['orient-compass', 'northgate-container-quay-3', 'already-moored', false],
  ])('%s at %s is a 409: %s; other berths: %s', async (id, berthId, reason, fits) => {
    const { api } = await openWatch()
    const result = await api.vessels.moor({ params: { id }, body: { berthId, stayHours: 6 } }).result()
    expect(result).toMatchObject({ ok: false, status: 409, data: { reason } })
    const alternatives = result.status === 409 ? result.data.alternatives : []
    expect(alternatives.length > 0).toBe(fits)
    expect(alternatives.filter(({ takenBy }) => takenBy)).toEqual([])
  })

  test('of two vessels at one berth in the same instant is granted to one', async () => {
    const { api } = await openWatch()
    const both = await Promise.all(
      ['cape-meridian', 'aurora-borealis'].map((id) => api.vessels.moor({ params: { id }, body: stay }).result()),
    )
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([201, 409]))
  })

  test('with a key that has been seen is answered again and not done again', async () => {
    const { api } = await openWatch()
    const again = (): ReturnType<typeof api.vessels.moor> =>
      api.vessels.moor({ params: { id: 'cape-meridian' }, body: stay }, { idempotencyKey: 'key-1' })
    const [first, second] = [await again().result(), await again().result()]
    expect(first.status).toBe(201)
    expect(second).toMatchObject({ status: 201, data: first.data })
    expect(second.headers?.get('idempotency-replayed')).toBe('true')
  })

  test('with a key that came with another request is refused', async () => {
    const { api } = await openWatch()
    const moor = (id: string): ReturnType<typeof api.vessels.moor> =>
      api.vessels.moor({ params: { id }, body: stay }, { idempotencyKey: 'key-2' })
    await moor('cape-meridian')
    expect(await moor('aurora-borealis').result()).toMatchObject({ status: 422, data: { title: 'Key reused' } })
  })

  test('ends with casting off, which only a moored vessel can', async () => {
    const { api } = await openWatch()
    const params = { id: 'orient-compass' }
    expect(await api.vessels.castOff({ params })).toMatchObject({ left: { berthId: 'northgate-container-quay-1' } })
    expect(await api.vessels.byId({ params })).toMatchObject({ status: 'under-way', mooring: null })
    expect(await api.vessels.castOff({ params }).result()).toMatchObject({
      status: 409,
      data: { reason: 'not-moored' },
    })
  })

  test('is what berths and harbours count', async () => {
    const { api } = await openWatch()
    const free = async (): Promise<number | undefined> =>
      (await api.harbours.list()).find(({ id }) => id === 'northgate')?.freeBerths
    const before = await free()
    await api.vessels.moor({ params: { id: 'cape-meridian' }, body: stay })
    expect(await free()).toBe((before ?? 0) - 1)
  })

  test('is easier to plan with the number of free berths that fit', async () => {
    const { api } = await openHarbour()
    const harbours = await api.harbours.list({ query: { vessel: 'cape-meridian' } })
    expect(harbours.filter(({ fittingBerths }) => fittingBerths > 0)).toEqual([
      { id: 'northgate', name: 'Northgate', berths: 6, freeBerths: 2, fittingBerths: 2 },
    ])
    for (const { freeBerths, fittingBerths } of await api.harbours.list()) expect(fittingBerths).toBe(freeBerths)
    expect((await api.harbours.list({ query: { vessel: 'flying-dutchman' } }).result()).status).toBe(404)
  })
})
