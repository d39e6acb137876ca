import { describe, expect, test } from 'vitest'
import { NOW_MS, openHarbour, openWatch } from './harbour.ts'

const day = new Date(NOW_MS + 24 * 3_600_000).toISOString().slice(0, 10)
const body = { vesselId: 'agnes-may', berthId: 'cold-haven-ice-house', day, pilot: true }

describe('a booking', () => {
  test('is for officers on watch, and read by all', async () => {
    const { api } = await openHarbour()
    expect((await api.bookings.book({ body }).result()).status).toBe(401)
    expect(await api.bookings.list()).toEqual([])
  })

  test('keeps a berth for a vessel on a day', async () => {
    const { api } = await openWatch()
    const booking = await api.bookings.book({ body })
    expect(booking).toMatchObject({ ...body, berthName: 'Ice House', bookedBy: 'Maren Holt' })
    expect(await api.bookings.list()).toEqual([booking])
  })

  test('that is sent again with its key is made once, whatever it is answered', async () => {
    const { api } = await openWatch()
    const first = await api.bookings.book({ body }, { idempotencyKey: 'key-1' })
    const again = await api.bookings.book({ body }, { idempotencyKey: 'key-1' }).result()
    expect(again).toMatchObject({ status: 201, data: first })
    expect(again.headers?.get('idempotency-replayed')).toBe('true')
    expect(await api.bookings.list()).toHaveLength(1)
    const changed = { ...body, pilot: false }
    expect((await api.bookings.book({ body: changed }, { idempotencyKey: 'key-1' }).result()).status).toBe(422)
  })

  test.each([
    ['a berth that is booked', { ...body, vesselId: 'widgeon' }, 'berth-booked', true],
    ['a vessel that has a berth', { ...body, berthId: 'merrow-sound-long-mole' }, 'vessel-booked', false],
    ['a berth that is too small', { ...body, vesselId: 'majestic-solstice' }, 'does-not-fit', true],
  ])('of %s is a 409 with the reason; other berths: %s', async (_name, wanted, reason, hasOthers) => {
    const { api } = await openWatch()
    await api.bookings.book({ body })
    const result = await api.bookings.book({ body: wanted }).result()
    expect(result).toMatchObject({ status: 409, data: { reason } })
    const alternatives = result.status === 409 ? result.data.alternatives : []
    expect(alternatives.length > 0).toBe(hasOthers)
    for (const { id } of alternatives) expect(id).not.toBe(wanted.berthId)
  })

  test('of what is not there is a 404', async () => {
    const { api } = await openWatch()
    expect((await api.bookings.book({ body: { ...body, vesselId: 'x' } }).result()).status).toBe(404)
    expect((await api.bookings.book({ body: { ...body, berthId: 'x' } }).result()).status).toBe(404)
  })
})
