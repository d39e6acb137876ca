import { describe, expect, test } from 'vitest'
import { frameworks, openLive, soon } from './live-page.ts'

describe.each(frameworks)('a write that waits, in %s,', (framework) => {
  const { texts, sent, press, fault } = openLive(framework, 'outbox')
  const bookings = (): readonly string[] => texts('ul li')
  const writes = (): readonly string[] => sent().filter((row) => row.startsWith('POST'))

  test('is done at once where it can be', async () => {
    await press('Book')
    await expect.poll(bookings, soon).toEqual(['N4: booked as no. 1'])
    expect(writes()).toEqual(['POST /bookings | 201'])
  })

  test('is kept without a network, and done once when there is one', async () => {
    await fault('no network')
    await press('Book')
    await expect.poll(bookings, soon).toEqual(['Kept here, tried once Take back'])
    await fault('works')
    await press('Try now')
    await expect.poll(bookings, soon).toEqual(['N4: booked as no. 1'])
    expect(writes()).toEqual(['POST /bookings | 201', 'POST /bookings | network'])
  })

  test('is done once, although it was sent twice', async () => {
    await fault('books, and the answer is lost once')
    await press('Book')
    await press('Try now')
    await expect.poll(bookings, soon).toEqual(['N4: booked as no. 1'])
    expect(writes()).toEqual(['POST /bookings | 201', 'POST /bookings | network'])
  })

  test('that is refused is set aside, and can be taken back', async () => {
    await fault('the berth is taken (409)')
    await press('Book')
    await expect.poll(bookings, soon).toEqual(['Refused Take back'])
    await press('Take back')
    await expect.poll(bookings, soon).toEqual([])
  })
})
