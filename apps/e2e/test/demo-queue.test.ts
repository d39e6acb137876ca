import { afterAll, beforeAll, describe, expect, test as base, vi } from 'vitest'
import type { Page } from '../../../tools/demo-browser.ts'
import { type Room, type Visit, openRoom, signIn } from './demo/control-room.ts'
import { type Gate, openGate } from './demo/gate.ts'

let gate: Gate
let room: Room

beforeAll(async () => {
  gate = await openGate()
  room = await openRoom(gate)
})
afterAll(() => room.close())

const test = base.extend<{ visit: Visit }>({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads what a fixture needs from this pattern
  visit: async ({}, use) => {
    const visit = await room.visit()
    await visit.go('?view=pilots')
    await use(visit)
    await visit.leave()
  },
})

type Locator = ReturnType<Page['locator']>

const ask = (page: Page): Promise<void> => page.getByRole('button', { name: 'Ask for 20 pilots' }).click()
const asks = (page: Page, state: string): Locator => page.locator(`.ask[data-state=${state}]`)
const holding = (page: Page): Locator => page.locator('.holding')
const kept = (page: Page): Locator => page.locator('.kept')
const booked = (page: Page, vessel: string): Locator => page.locator('[data-booking]').filter({ hasText: vessel })

/** Waits until there are so many of something. */
const until = (rows: Locator, count: number): Promise<void> =>
  vi.waitFor(async () => expect(await rows.count()).toBe(count), { timeout: 30_000, interval: 100 })

/** Books a berth as a person does. */
async function book(page: Page, vessel: string, harbour: string, berthId: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Book a berth' })
  await form.getByLabel('Vessel').selectOption({ label: vessel })
  await form.getByLabel('Harbour').selectOption({ label: harbour })
  await form.getByLabel('Berth', { exact: true }).selectOption(berthId)
  await form.getByRole('button', { name: /^(Book|Change)/ }).click()
}

/** What the harbour has booked for a vessel. */
async function bookingsOf(vesselId: string): Promise<readonly { readonly berthId: string }[]> {
  const response = await fetch(`${gate.origin}/api/bookings`)
  const all = (await response.json()) as readonly { readonly vesselId: string; readonly berthId: string }[]
  return all.filter((booking) => booking.vesselId === vesselId)
}

describe('the lane to the pilot station', () => {
  test('takes four at once, lets the urgent overtake, keeps to the station’s rate and serves all', async ({
    visit,
  }) => {
    const { page, line } = visit
    const statuses: number[] = []
    page.on('response', (answer) => {
      if (answer.url().endsWith('/pilots/orders')) statuses.push(answer.status())
    })
    await ask(page)
    await page.locator('.waiting[data-urgent=false] b').getByText(/^1\d/).waitFor()
    expect(await page.locator('.places li:not([data-free=true])').count()).toBeLessThanOrEqual(4)
    await holding(page).and(page.locator('[data-kind=held]')).waitFor()
    expect(await holding(page).innerText()).toMatch(/The station takes no more[^]+until \d\d:\d\d:\d\d · \d+ s/)
    await until(asks(page, 'done'), 20)
    const waits = await asks(page, 'done').evaluateAll((rows) =>
      rows.map((row) => ({
        urgent: row.querySelector('.tag') !== null,
        waitedS: Number(/waited ([\d.]+) s/.exec(row.textContent)?.[1] ?? 0),
      })),
    )
    const longest = (urgent: boolean): number =>
      Math.max(...waits.filter((wait) => wait.urgent === urgent).map(({ waitedS }) => waitedS))
    expect(longest(true)).toBeLessThan(longest(false))
    expect(new Set(statuses)).toEqual(new Set([201]))
    expect((await line('POST', '/pilots/orders')).reason).toMatch(/^waited .+ for its turn$/)
  })

  test('is closed by the breaker while the station fails, says so, and opens when one call has gone through', async ({
    visit,
  }) => {
    const { page, fault } = visit
    await fault('Pilot station', '503')
    await ask(page)
    await page.locator('[data-breaker=open]').waitFor()
    await holding(page)
      .getByText(/failed too often/)
      .waitFor()
    await asks(page, 'failed').getByText('Rejected (breaker-open)').first().waitFor()
    await fault('Pilot station', 'Well')
    await page.locator('[data-breaker=half-open]').waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: 'One, urgent' }).click()
    await page.locator('.ask').first().and(page.locator('[data-state=done]')).waitFor()
    await page.locator('[data-breaker=closed]').waitFor()
    expect(await holding(page).innerText()).toBe('Nothing holds the lane up.')
    expect(await holding(page).innerText()).not.toMatch(/failed too often|tries whether/)
  })

  test('is paused, gives up what is withdrawn, and goes on', async ({ visit }) => {
    const { page } = visit
    await page.getByRole('button', { name: 'One, urgent' }).click()
    await asks(page, 'done').first().waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await ask(page)
    await holding(page).getByText('Paused by you').waitFor()
    await page.locator('.pilots .count').getByText('0 under way, 20 waiting').waitFor()
    await page.getByRole('button', { name: 'Withdraw' }).click()
    await until(asks(page, 'withdrawn'), 20)
    await page.getByRole('button', { name: 'Go on', exact: true }).click()
    await page.getByRole('button', { name: 'One, urgent' }).click()
    await until(asks(page, 'done'), 2)
    expect(await asks(page, 'withdrawn').count()).toBe(20)
  })

  test('refuses what is too much, in words, and lets the urgent take the place of the others', async ({ visit }) => {
    const { page } = visit
    await ask(page)
    await ask(page)
    await ask(page)
    await asks(page, 'failed').first().waitFor()
    expect(await page.locator('.asks').innerText()).toMatch(
      /Its turn would come too late|made room for a more urgent one|As many wait already as may/,
    )
  })
})

// One officer, one outbox for each of the visits: each has a browser context of its own.
describe('a booking that is made while the harbour cannot be reached', () => {
  test('is kept, survives a reload, and goes out once when the line is back', async ({ visit }) => {
    const { page, fault } = visit
    await signIn(page)
    await book(page, 'Agnes May', 'Cold Haven', 'cold-haven-ice-house')
    await page.getByText('Agnes May is booked at Ice House').waitFor()
    await page.getByRole('button', { name: 'Offline' }).click()
    await page.getByText('1 on, in this tab').waitFor()
    await book(page, 'Curlew', 'Cold Haven', 'cold-haven-fish-market-1')
    await page.getByText('The booking of Curlew is kept here').waitFor()
    await kept(page)
      .getByText(/Waiting to be sent: tried/)
      .waitFor()
    await page.reload()
    await kept(page).getByText('Curlew').waitFor()
    await kept(page)
      .getByText(/^Fish Market 1, /)
      .waitFor()
    expect(await bookingsOf('curlew')).toEqual([])
    await fault('Offline', 'Off')
    await page.getByRole('button', { name: 'Send now' }).click()
    await booked(page, 'Curlew').waitFor()
    await kept(page).waitFor({ state: 'detached' })
    expect(await bookingsOf('curlew')).toHaveLength(1)
  })

  test('is made once although its answer was lost', async ({ visit }) => {
    const { page, fault } = visit
    await signIn(page)
    await page.getByRole('form').waitFor()
    await fault('Stalled body', 'Once')
    const before = gate.passed(/^POST \/api\/bookings /).length
    await book(page, 'Provider II', 'Cold Haven', 'cold-haven-fish-market-2')
    await booked(page, 'Provider II').waitFor()
    expect(gate.passed(/^POST \/api\/bookings /).slice(before)).toEqual([
      'POST /api/bookings 201',
      'POST /api/bookings 201',
    ])
    expect(await bookingsOf('provider-ii')).toHaveLength(1)
  })

  test('is changed and taken back before it goes out', async ({ visit }) => {
    const { page, fault } = visit
    await signIn(page)
    await page.getByRole('form').getByLabel('Harbour').selectOption({ label: 'Cold Haven' })
    await page.getByRole('option', { name: 'Ice House' }).waitFor({ state: 'attached' })
    await fault('Offline', 'On')
    await book(page, 'Bonny Lass', 'Cold Haven', 'cold-haven-fish-market-1')
    await page.getByText('The booking of Bonny Lass is kept here').waitFor()
    await book(page, 'Dogger', 'Cold Haven', 'cold-haven-fish-market-2')
    await until(kept(page), 2)
    await kept(page).filter({ hasText: 'Bonny Lass' }).getByRole('button', { name: 'Change' }).click()
    await page.getByText('Change the booking of Bonny Lass').waitFor()
    const day = page.getByRole('form').getByLabel('Day')
    await day.selectOption({ index: 3 })
    await page.getByRole('button', { name: 'Change the booking' }).click()
    await page.getByText('The booking of Bonny Lass is changed.').waitFor()
    await kept(page).filter({ hasText: 'Dogger' }).getByRole('button', { name: 'Take back' }).click()
    await until(kept(page), 1)
    await fault('Offline', 'Off')
    await booked(page, 'Bonny Lass').waitFor()
    expect(await bookingsOf('bonny-lass')).toMatchObject([{ berthId: 'cold-haven-fish-market-1' }])
    expect(await bookingsOf('dogger')).toEqual([])
  })

  test('and refused later waits for a choice: another berth that is free', async ({ visit }) => {
    const { page, fault } = visit
    await signIn(page)
    await book(page, 'Havörn', 'Merrow Sound', 'merrow-sound-long-mole')
    await page.getByText('Havörn is booked at Long Mole').waitFor()
    await fault('Offline', 'On')
    await book(page, 'Widgeon', 'Merrow Sound', 'merrow-sound-long-mole')
    await kept(page).getByText('Widgeon').waitFor()
    await fault('Offline', 'Off')
    const refused = kept(page).and(page.locator('[data-state=dead]'))
    await refused.getByText('Long Mole is booked for Havörn on that day.').waitFor()
    const other = refused.locator('.alternatives button').first()
    const name = (await other.innerText()).split(',')[0] as string
    await other.click()
    await booked(page, 'Widgeon').getByText(name).waitFor()
    await kept(page).waitFor({ state: 'detached' })
    expect(await bookingsOf('widgeon')).toHaveLength(1)
  })

  test('belongs to the officer who made it: nobody else sees it, and it waits for them', async ({ visit }) => {
    const { page, fault, go } = visit
    await signIn(page)
    await page.getByRole('form').getByLabel('Harbour').selectOption({ label: 'Merrow Sound' })
    await page.getByRole('option', { name: 'Timber Wharf' }).waitFor({ state: 'attached' })
    await fault('Offline', 'On')
    await book(page, 'Ocean Harvest', 'Merrow Sound', 'merrow-sound-timber-wharf')
    await kept(page).getByText('Ocean Harvest').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.locator('.session[data-status=anonymous]').waitFor()
    await go('?view=pilots')
    await fault('Offline', 'Off')
    await signIn(page, 'Idris Kane')
    await page.getByText('All sent').waitFor()
    expect(await kept(page).count()).toBe(0)
    expect(await bookingsOf('ocean-harvest')).toEqual([])
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.locator('.session[data-status=anonymous]').waitFor()
    await go('?view=pilots')
    await signIn(page)
    await booked(page, 'Ocean Harvest').getByText('by Maren Holt').waitFor()
    expect(await bookingsOf('ocean-harvest')).toHaveLength(1)
  })
})

test.for(['light', 'dark'] as const)('the room fits a phone in the %s theme', async (colorScheme) => {
  const phone = await room.visit({ viewport: { width: 390, height: 844 }, colorScheme })
  const { page, go } = phone
  await go()
  await page.getByRole('link', { name: 'Pilots' }).click()
  await ask(page)
  await page.locator('.waiting[data-urgent=false] b').getByText(/^1\d/).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(await page.locator('.pilots').evaluate((panel) => panel.scrollWidth - panel.clientWidth)).toBe(0)
  await page.getByRole('button', { name: 'Withdraw' }).click()
  await phone.leave()
})
