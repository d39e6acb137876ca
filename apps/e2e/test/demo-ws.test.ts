import { afterAll, beforeAll, expect, test as base, vi } from 'vitest'
import type { Page } from '../../../tools/demo-browser.ts'
import { type Room, type Visit, openRoom, signIn } from './demo/control-room.ts'

let room: Room
beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room.close())

const test = base.extend<{ visit: Visit }>({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads what a fixture needs from this pattern
  visit: async ({}, use) => {
    const visit = await room.visit()
    await visit.go('?view=chart')
    await signIn(visit.page)
    await visit.page.goto(`${room.home}?view=chart`)
    await says(visit.page, /^Live: nothing is missing/)
    await use(visit)
    await visit.leave()
  },
})

/** Waits until the room says something of its link. */
const says = (page: Page, words: RegExp): Promise<void> => page.locator('.link-state').getByText(words).waitFor()

/** The figures of the link, by name. */
const figures = (page: Page): Promise<Record<string, number>> =>
  page
    .locator('.figures > div')
    .evaluateAll((all) =>
      Object.fromEntries(
        all.map((each) => [each.getAttribute('data-figure') ?? '', Number(each.querySelector('dd')?.textContent)]),
      ),
    )

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click()
const steps = (page: Page): Promise<string[]> => page.locator('.steps li').allInnerTexts()

/** Stops to write, and waits until each entry has its verdict and until the harbour's own count, where it has kept it, is the same. */
async function settled(page: Page, isLogKept = true): Promise<Record<string, number>> {
  await press(page, 'Stop')
  await vi.waitFor(
    async () => {
      const {
        acknowledged = 0,
        unknown = 0,
        'not-sent': unsent = 0,
        'entries-written': written,
        ...rest
      } = await figures(page)
      expect(acknowledged + unknown + unsent).toBe(written)
      expect(isLogKept ? rest['in-the-harbour-s-log'] : acknowledged).toBe(acknowledged)
    },
    { timeout: 10_000, interval: 100 },
  )
  return figures(page)
}

test('vessels move on the chart, and the room says that nothing is missing', async ({ visit: { page } }) => {
  const where = (): Promise<string | null> => page.locator('.chart-vessel path').first().getAttribute('transform')
  const before = await where()
  await vi.waitFor(async () => expect(await where()).not.toBe(before), { timeout: 5_000 })
  expect(await page.locator('.chart-vessel').count()).toBeGreaterThan(5)
})

test.for([
  ['Cut', /the link ended/],
  ['Half-open', /no answer to a ping/],
] as const)('"%s" loses no sweep and no entry, and doubles none', async ([fault, why], { visit: { page } }) => {
  await page.waitForTimeout(2_000)
  await press(page, fault)
  await page.locator('.steps li[data-state=waiting]').waitFor()
  await says(page, /^Live: nothing is missing/)
  await page.waitForTimeout(1_000)
  expect((await steps(page)).some((step) => why.test(step))).toBe(true)
  const after = await settled(page)
  expect(after).toMatchObject({ missed: 0, unknown: 0, twice: 0, acknowledged: after['entries-written'] })
  expect(after['in-the-harbour-s-log']).toBe(after['entries-written'])
})

test('a half-open link is caught up with, and the room says so', async ({ visit: { page } }) => {
  await page.waitForTimeout(2_000)
  const said: string[] = []
  await page.exposeFunction('said', (words: string) => void said.push(words))
  await page.evaluate(() => {
    const state = document.querySelector('.link-state')
    const tell = (): void => (globalThis as unknown as { said(words: string): void }).said(state?.textContent ?? '')
    if (state) new MutationObserver(tell).observe(state, { childList: true, characterData: true, subtree: true })
  })
  await press(page, 'Half-open')
  await page.locator('.steps li[data-state=waiting]').waitFor()
  await says(page, /^Live: nothing is missing/)
  expect(said.some((words) => words.startsWith('Catching up'))).toBe(true)
  expect((await figures(page))['missed']).toBe(0)
})

test('a server that restarts is come back to, and calls nothing a success that it has forgotten', async ({
  visit: { page },
}) => {
  await page.waitForTimeout(2_000)
  await press(page, 'Server restart')
  await page.locator('.steps li[data-state=waiting]').waitFor()
  await says(page, /^Live again/)
  const after = await settled(page, false)
  expect(after['twice']).toBe(0)
  await says(page, /after the server forgot the session/)
})

test('signing out closes the link, and the room says so', async ({ visit: { page } }) => {
  await page.locator('.session').getByRole('button', { name: 'Sign out' }).click()
  // The end of the sign-out; `view=` is there before, and the next page would race it.
  await page.waitForURL(/\/$/)
  await page.goto(`${room.home}?view=chart`)
  await page.getByText('The chart is for officers on watch.').waitFor()
  await says(page, /nobody is on watch/)
  expect(await page.locator('.chart').count()).toBe(0)
})
