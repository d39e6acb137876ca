import { afterAll, beforeAll, describe, expect, test as base } from 'vitest'
import { type LineShown, type Room, type Visit, openRoom, signIn } from './demo/control-room.ts'
import { isForgotten } from './demo/kept.ts'

let room: Room

beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room.close())

const test = base.extend<{ visit: Visit }>({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads what a fixture needs from this pattern
  visit: async ({}, use) => {
    const visit = await room.visit()
    await visit.go()
    await use(visit)
    await visit.leave()
  },
})

const search = ({ page }: Visit, text: string): Promise<void> => page.getByRole('searchbox').fill(text)
const list = ({ line }: Visit): Promise<LineShown> => line('GET', '/vessels')

// Each visit is a tab of its own with faults of its own, and most of the time goes by waiting.
describe.concurrent('a fault that is switched on', () => {
  test('503 twice is retried until the list comes, then all is calm again', async ({ visit }) => {
    const { page, fault } = visit
    await fault('503', 'Twice')
    await search(visit, 'kurosh')
    await page.getByText('1 vessel', { exact: true }).waitFor()
    const { outcome, reason, attempts } = await list(visit)
    expect(outcome).toBe('200')
    expect(reason).toMatch(/^retried twice, waited .+ \(backoff\)$/)
    expect(attempts.map((attempt) => attempt.slice(0, 14))).toEqual([
      'Attempt 1: 503',
      'Attempt 2: 503',
      'Attempt 3: 200',
    ])
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.getByText('All calm').waitFor()
  })

  test('503 always says what failed, why and what to do, keeps the list, and recovers by hand', async ({ visit }) => {
    const { page, fault } = visit
    await fault('503', 'All')
    await page.getByRole('button', { name: /1 fault on/ }).waitFor()
    await search(visit, 'kurosh')
    const notice = page.locator('.register').getByRole('alert')
    await notice.waitFor()
    expect(await notice.innerText()).toMatch(/could not be brought up to date[^]+HTTP 503 after 3 attempts/)
    expect(await page.locator('a.vessel').count()).toBe(20)
    expect((await list(visit)).reason).toBe('gave up: all retries used')
    await page.getByRole('button', { name: 'Calm down' }).click()
    await page.getByText('All calm').waitFor()
    await notice.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('1 vessel', { exact: true }).waitFor()
    expect(await notice.count()).toBe(0)
  })

  test('429 once is asked again when the server said', async ({ visit }) => {
    const { page, fault } = visit
    await fault('429', 'Once')
    await search(visit, 'kurosh')
    await page.getByText('1 vessel', { exact: true }).waitFor()
    const { reason, attempts } = await list(visit)
    expect(reason).toMatch(/retried once, waited 2\.\d+ s as the server asked$/)
    expect(attempts[0]).toContain('Attempt 1: 429')
  })

  test('429 with a wait longer than the deadline fails at once and counts down to the moment', async ({ visit }) => {
    const { page, fault } = visit
    await fault('429', 'All')
    await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === 'PUT'),
      page.getByLabel('Retry-After').selectOption('30'),
    ])
    const before = performance.now()
    await search(visit, 'kurosh')
    const notice = page.locator('.register').getByRole('alert')
    await notice.getByText(/^in 0:\d\d/).waitFor()
    expect(performance.now() - before).toBeLessThan(5000)
    expect(await notice.getByRole('button', { name: 'Try again' }).isDisabled()).toBe(true)
    expect((await list(visit)).reason).toBe('not retried: the wait would outlast the deadline')
    const shown = await notice.locator('.countdown').innerText()
    await expect.poll(() => notice.locator('.countdown').innerText(), { timeout: 3000 }).not.toBe(shown)
  })

  test('429 lets the call be made by hand when its moment has come', async ({ visit }) => {
    const { page, fault } = visit
    await fault('429', 'All')
    await search(visit, 'kurosh')
    const notice = page.locator('.register').getByRole('alert')
    await notice.locator('.countdown').waitFor()
    await page.getByRole('button', { name: 'Calm down' }).click()
    await notice.getByRole('button', { name: 'Try again', disabled: false }).click()
    await page.getByText('1 vessel', { exact: true }).waitFor()
    expect(await notice.count()).toBe(0)
  })

  test('a stalled body ends by the idle clock and is asked for again', async ({ visit }) => {
    const { page, fault } = visit
    await fault('Stalled body', 'Once')
    await search(visit, 'kurosh')
    await page.getByText('1 vessel', { exact: true }).waitFor()
    expect((await list(visit)).attempts.map((attempt) => attempt.slice(0, 18))).toEqual([
      'Attempt 1: timeout',
      expect.stringContaining('Attempt 2: 200'),
    ])
  })

  test('a stalled body on every attempt is explained', async ({ visit }) => {
    const { page, fault } = visit
    await fault('Stalled body', 'All')
    await search(visit, 'kurosh')
    const notice = page.locator('.register [data-kind=timeout]')
    await notice.waitFor()
    expect(await notice.innerText()).toMatch(/began to arrive and then stopped[^]+Timeout \(idle clock, 1\.5 s\)/)
  })

  test('broken JSON shows nothing of the damaged answer', async ({ visit }) => {
    const { page, fault } = visit
    await fault('Broken JSON', 'All')
    await search(visit, 'kurosh')
    const notice = page.locator('.register [data-kind=decode]')
    await notice.waitFor()
    expect(await notice.innerText()).toMatch(/arrived damaged[^]+Decode \(/)
    expect(await page.locator('a.vessel').count()).toBe(20)
    expect((await list(visit)).outcome).toBe('damaged')
  })

  test('latency is seen as a long bar, and the room stays usable', async ({ visit }) => {
    const { page, fault } = visit
    await fault('Latency', '1 s')
    await search(visit, 'kurosh')
    await page.locator('.register [aria-busy=true]').waitFor()
    expect(await page.locator('a.vessel').count()).toBe(20)
    await page.getByText('1 vessel', { exact: true }).waitFor()
    expect((await list(visit)).attempts[0]).toMatch(/^Attempt 1: 200 in 1\.\d+ s/)
  })

  test('a mooring whose answer stalls is repeated under its key and done once', async ({ visit }) => {
    const { page, fault, go, line } = visit
    await go('?vessel=aurora-borealis')
    await signIn(page)
    await page.getByLabel('Harbour', { exact: true }).selectOption('northgate')
    await page.getByRole('radio', { name: /^Container Quay 3/ }).check()
    await fault('Stalled body', 'Once')
    await page.getByRole('button', { name: 'Moor', exact: true }).click()
    await page.getByText(/^Aurora Borealis is moored at Container Quay 3 until/).waitFor()
    const { outcome, attempts } = await line('POST', '/vessels/{id}/moorings')
    expect(outcome).toBe('201')
    expect(attempts).toHaveLength(2)
  })

  test('outlives a reload; when it is gone every part of the room is asked for again by hand', async ({ visit }) => {
    const { page, fault } = visit
    await fault('Broken JSON', 'All')
    await page.getByRole('button', { name: 'Empty cache' }).click()
    await isForgotten(page, 'Agnes May')
    // The browser's own cache is switched off where requests are routed.
    await page.route('**/api/**', (route) => route.continue())
    await page.reload()
    await page.getByText('The list of vessels could not be loaded.').waitFor()
    const again = page.getByRole('button', { name: 'Free berths unknown: ask again' })
    await again.waitFor()
    await page.getByRole('button', { name: 'Calm down' }).click()
    await page.getByText('All calm').waitFor()
    await again.click()
    await page.getByRole('list', { name: 'Free berths' }).getByText('Northgate').waitFor()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('60 vessels').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(await again.count()).toBe(0)
  })

  test('is switched on for its own tab alone', async ({ visit }) => {
    await visit.fault('503', 'All')
    const other = await room.visit()
    await other.go()
    expect(await other.page.locator('a.vessel').count()).toBe(20)
    await other.page.getByText('All calm').waitFor()
    await other.leave()
  })
})
