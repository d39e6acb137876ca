import type { Page } from '../../../tools/demo-browser.ts'
import { afterAll, beforeAll, describe, expect, test as base } from 'vitest'
import { type Room, type Visit, openRoom, signIn } from './demo/control-room.ts'
import { type Gate, openGate } from './demo/gate.ts'
import { isForgotten, isKept, kept } from './demo/kept.ts'

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
    await use(visit)
    await visit.leave()
  },
})

/** What the server answered to each request for a list of one kind, status by status. */
const answers = (kind: string): readonly string[] =>
  gate.passed(new RegExp(`^GET /api/vessels\\?kind=${kind}&`)).map((line) => line.slice(-3))
const cutOff = (page: Page) => page.locator('.register').getByText(/^As of \d\d:\d\d, the harbour cannot be reached$/)
/** Longer than the list is fresh. */
const untilStale = (page: Page): Promise<void> => page.waitForTimeout(10_500)

describe.concurrent('the list of vessels', () => {
  test('is read once while it is fresh, in the page and after a reload', async ({ visit }) => {
    const { page, go, line } = visit
    const kind = page.getByLabel('Kind', { exact: true })
    await go('?kind=tanker')
    expect((await line('GET', '/vessels')).cache).toBe('miss')
    await kind.selectOption('bulk')
    await page.locator('.vessel-name:has-text("Bulk carrier")').first().waitFor()
    await kind.selectOption('tanker')
    await page.locator('.vessel-name:has-text("Tanker")').first().waitFor()
    expect(await line('GET', '/vessels')).toMatchObject({ cache: 'hit', outcome: '200', attempts: [] })
    await isKept(page, 'kind=tanker')
    await go('?kind=tanker')
    await page.locator('.vessel-name:has-text("Tanker")').first().waitFor()
    expect(await line('GET', '/vessels')).toMatchObject({ cache: 'hit', attempts: [] })
    expect(answers('tanker')).toEqual(['200'])
  })

  test('is shown at once when it is stale, and asked for in the background: once, and answered 304', async ({
    visit,
  }) => {
    const { page, go } = visit
    await go('?kind=ferry')
    await isKept(page, 'kind=ferry')
    await untilStale(page)
    await go('?kind=ferry')
    const calls = page.locator('.line[data-template="/vessels"]')
    await calls.nth(2).waitFor()
    expect(await calls.count()).toBe(3)
    expect(await calls.evaluateAll((lines) => lines.map(({ dataset }) => dataset['cache'] ?? 'background'))).toEqual([
      'hit',
      'background',
      'stale',
    ])
    expect(await calls.nth(1).innerText()).toMatch(/304[^]+fetched anew in the background/)
    expect(answers('ferry')).toEqual(['200', '304'])
  })

  test('shows in a second tab what the first has changed, without a click', async ({ visit }) => {
    const { page, go } = visit
    await go('?vessel=cape-meridian')
    await signIn(page)
    const second = await page.context().newPage()
    await second.goto(page.url())
    const row = second.getByRole('link', { name: /^Cape Meridian/ })
    const file = second.getByRole('region', { name: 'Cape Meridian' })
    await row.getByText('Moored').waitFor({ state: 'detached' })
    await file.getByRole('button', { name: 'Moor', exact: true }).waitFor()

    await page.getByLabel('Harbour', { exact: true }).selectOption('northgate')
    await page.getByRole('radio', { name: /^Container Quay 3/ }).check()
    await page.getByRole('button', { name: 'Moor', exact: true }).click()
    await row.getByText('Container Quay 3').waitFor()
    await file.getByRole('button', { name: 'Cast off' }).waitFor()

    await page.getByRole('button', { name: 'Cast off' }).click()
    await row.getByText('Under way').waitFor()
    await file.getByRole('button', { name: 'Moor', exact: true }).waitFor()
    expect(await second.getByRole('alert').count()).toBe(0)
  })

  test('is forgotten when the cache is emptied', async ({ visit }) => {
    const { page, go, line } = visit
    await go('?vessel=agnes-may')
    await page.getByText('Past stays').waitFor()
    await page.getByRole('button', { name: 'Empty cache' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: /^Agnes May/ }).click()
    await page.getByText('Past stays').waitFor()
    expect((await line('GET', '/vessels/{id}')).cache).toBe('miss')
  })
})

describe.concurrent('while the harbour cannot be reached', () => {
  test('what was read is read on after a reload, with the time it is from; what was not says so', async ({ visit }) => {
    const { page, go, fault, line } = visit
    await go('?vessel=agnes-may')
    await page.locator('.berth').first().waitFor()
    await isKept(page, '/vessels?', '/vessels/agnes-may', '/harbours?vessel=agnes-may', '/berths')
    await fault('Offline', 'On')
    await untilStale(page)
    await page.reload()
    await cutOff(page).waitFor()
    expect(await page.locator('a.vessel').count()).toBe(20)
    await page.locator('.file').getByText('Past stays').waitFor()
    await page
      .locator('.file')
      .getByText(/^As of/)
      .waitFor()
    expect(await page.getByRole('alert').allInnerTexts()).toEqual([])

    await page.getByRole('link', { name: /^Anemone/ }).click()
    await page.getByText('This vessel’s file could not be opened.').waitFor()
    expect((await line('GET', '/vessels/{id}')).outcome).toBe('network')

    await page.getByRole('button', { name: 'Calm down' }).click()
    await page.getByText('All calm').waitFor()
    await page.locator('.register').getByRole('button', { name: 'Try again' }).click()
    await cutOff(page).waitFor({ state: 'detached' })
  })

  test('the list is looked for again by itself', async ({ visit }) => {
    const { page, go, fault } = visit
    await go()
    await isKept(page, '/vessels?')
    await fault('Offline', 'On')
    await untilStale(page)
    await page.reload()
    await cutOff(page).waitFor()
    await page.getByRole('button', { name: 'Calm down' }).click()
    await cutOff(page).waitFor({ state: 'detached', timeout: 20_000 })
    expect(await page.locator('a.vessel').count()).toBe(20)
  })
})

describe.concurrent('what is an officer’s own', () => {
  test('is asked for each time, and leaves with them: the next officer sees nothing of it', async ({ visit }) => {
    const { page, go, line } = visit
    const statuses: number[] = []
    page.context().on('response', (answer) => {
      if (answer.url().endsWith('/watch/me')) statuses.push(answer.status())
    })
    const ask = async (words: string): Promise<string> => {
      await page.getByRole('button', { name: 'Who am I?' }).click()
      await page.locator('.session-answer').getByText(words).waitFor()
      return (await line('GET', '/watch/me')).cache
    }
    await go()
    await signIn(page)
    expect(await ask('Maren Holt')).toBe('miss')
    expect(await ask('Maren Holt')).toBe('304')
    const second = await page.context().newPage()
    await second.goto(page.url())
    await second.getByRole('button', { name: 'Who am I?' }).click()
    await second.locator('.session-answer').getByText('Maren Holt').waitFor()
    await isKept(page, 'Maren Holt')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.locator('.session[data-status=anonymous]').waitFor()
    await isForgotten(page, 'Maren')
    expect(await kept(page)).toContain('Agnes May')
    await signIn(page, 'Idris Kane')
    expect(await ask('Idris Kane')).toBe('miss')
    expect(await kept(page)).not.toContain('Maren')
    await second.locator('.session-who').getByText('Idris Kane').waitFor()
    expect(await second.locator('body').innerText()).not.toContain('Maren')
    expect(statuses).toEqual([200, 304, 304, 200])
  })

  test('is off the disk after a sign-out that leaves the page, with no other tab to clean up', async ({ visit }) => {
    const { page, go } = visit
    await go()
    await signIn(page, 'Idris Kane')
    await page.getByRole('button', { name: 'Who am I?' }).click()
    await page.locator('.session-answer').getByText('Idris Kane').waitFor()
    await isKept(page, 'Idris Kane')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.locator('.session[data-status=anonymous]').waitFor()
    await isForgotten(page, 'Idris Kane')
    expect(await kept(page)).toContain('Agnes May')
  })
})

describe.concurrent('what the cache did', () => {
  test('is explained to the pointer and to the keyboard, inside of the window, until Escape', async ({ visit }) => {
    const { page, go } = visit
    await go()
    const chip = page.locator('.line[data-template="/vessels"] .cache-chip')
    const hint = page.getByRole('tooltip')
    await chip.hover()
    await hint.getByText(/^Not in the cache, so it was fetched\. Stored, good for another \d+ s\.$/).waitFor()
    expect(await hint.evaluate(isInWindow)).toBe(true)
    await page.keyboard.press('Escape')
    await hint.waitFor({ state: 'hidden' })
    await page.mouse.move(0, 0)
    await page.locator('.timeline-panel').getByRole('button', { name: 'Clear' }).focus()
    await page.keyboard.press('Tab')
    await hint.waitFor()
    expect(await page.locator(':focus').getAttribute('aria-describedby')).toBe(await hint.getAttribute('id'))
  })

  test.each(['light', 'dark'] as const)(
    'fits a phone in the %s theme, out of reach of the harbour',
    async (colorScheme) => {
      const phone = await room.visit({ viewport: { width: 390, height: 844 }, colorScheme })
      const { page, go } = phone
      await go('?view=timeline')
      const chip = page.locator('.cache-chip').first()
      await chip.hover()
      expect(await page.getByRole('tooltip').evaluate(isInWindow)).toBe(true)
      await go('?view=faults')
      await isKept(page, '/vessels?')
      await phone.fault('Offline', 'On')
      await untilStale(page)
      await go()
      await cutOff(page).waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
      await phone.leave()
    },
  )
})

/** Whether all of an element can be seen. Runs in the page. */
function isInWindow(element: Element): boolean {
  const { left, right, top, bottom } = element.getBoundingClientRect()
  return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight
}
