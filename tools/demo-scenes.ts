import type { Page } from './demo-browser.ts'

/** How a person comes to see what is pictured. */
export type Scene = () => Promise<unknown>

/** Sets faults for the tab of the page; what is not named is calm. */
export type SetFaults = (change?: object) => Promise<void>

/** Every screen of a control room in each of its states, by the name of its picture, to be walked through in this order. */
export function scenesOf(
  page: Page,
  go: (search: string) => Promise<void>,
  setFaults: SetFaults,
): ReadonlyMap<string, Scene> {
  const wait = (selector: string, timeout = 15_000): Promise<unknown> => page.waitForSelector(selector, { timeout })
  const text = (words: string | RegExp): Promise<void> => page.getByText(words).first().waitFor({ timeout: 15_000 })
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).first().click()
  const show = (selector: string): Promise<void> => page.locator(selector).first().scrollIntoViewIfNeeded()
  /** Goes somewhere while something is wrong there. */
  const meet = async (fault: object, search: string, selector: string): Promise<void> => {
    await setFaults(fault)
    await go(search)
    await wait(selector)
  }
  /** Longer than any answer is fresh. */
  const untilStale = (): Promise<void> => page.waitForTimeout(10_500)
  const slow = { latencyMs: 3000 }
  const refused = { unavailable: 'always' }
  const cut = { offline: true }
  const form = page.getByRole('form', { name: 'Book a berth' })
  const book = async (vessel: string): Promise<void> => {
    await form.getByLabel('Vessel').selectOption(vessel)
    await form.getByLabel('Harbour').selectOption('merrow-sound')
    await form.getByLabel('Berth', { exact: true }).selectOption('merrow-sound-long-mole')
    await form.getByRole('button', { name: 'Book' }).click()
  }
  const openLine = async (): Promise<void> => {
    await page.locator('.line summary').nth(1).focus()
    await page.keyboard.press('Enter')
  }
  return new Map<string, Scene>([
    ['list-loading', () => meet(slow, '', '.vessel.skeleton')],
    ['list-offline-nothing', () => meet(cut, '?q=tern', '.register .notice')],
    ['list-error', () => meet(refused, '?q=agnes', '.register .notice')],
    ['list', async () => (await setFaults(), await go(''), await text('60 vessels'))],
    ['list-empty', async () => (await go('?q=zzz'), await text('No vessel fits'))],
    [
      'list-focus',
      async () => {
        await go('')
        await text('60 vessels')
        await page.getByRole('link', { name: /Anemone/ }).focus()
        await page.keyboard.press('Tab')
      },
    ],
    ['list-as-of', async () => (await untilStale(), await meet(cut, '', '.register .as-of p'))],
    ['vessel-loading', () => meet(slow, '?vessel=anemone', '.file-skeleton')],
    ['vessel-berths-loading', () => wait('.berth-skeleton')],
    ['vessel-limited', () => meet({ limited: 'always', retryAfterS: 30 }, '?vessel=tern', '.file .notice')],
    ['vessel-offline-nothing', () => meet(cut, '?vessel=skarven', '.file .notice')],
    [
      'vessel-unknown',
      async () => (await setFaults(), await go('?vessel=flying-dutchman'), await wait('.file .notice')),
    ],
    ['vessel-signed-out', async () => (await go('?vessel=cape-meridian'), await wait('.berth'))],
    ['vessel-for-officers', () => show('.for-officers')],
    ['documents-signed-out', async () => (await go('?vessel=cape-meridian&part=file'), await text('Cargo and papers'))],
    ['pilots-signed-out', async () => (await go('?view=pilots'), await text('Only officers'))],
    ['chart-signed-out', async () => (await go('?view=chart'), await page.waitForTimeout(800))],
    ['sign-in', async () => (await go('?vessel=cape-meridian'), await press('Sign in'), await wait('main form'))],
    ['vessel-signed-in', async () => (await page.click('button[value=maren]'), await wait('.berth'))],
    [
      'vessel-invalid',
      async () => {
        await page.getByLabel('Stay in hours').fill('0')
        await press('Moor')
        await text('Choose a berth.')
      },
    ],
    [
      'vessel-conflict',
      async () => {
        await page.getByLabel('Stay in hours').fill('24')
        await page.selectOption('form.mooring select', 'northgate')
        await page.click('label.berth:has-text("Container Quay 1")')
        await press('Moor')
        await wait('[data-kind=conflict]')
        await show('[data-kind=conflict]')
      },
    ],
    [
      'step-up',
      async () => {
        await page.click('label.berth:has-text("Container Quay 3")')
        await page.click('.closure button')
        await wait('dialog[open]')
      },
    ],
    [
      'vessel-alongside',
      async () => {
        await press('Not now')
        await press('Moor')
        await text('is moored at')
      },
    ],
    ['vessel-as-of', async () => (await untilStale(), await meet(cut, '?vessel=cape-meridian', '.file .as-of p'))],
    ['documents-loading', () => meet(slow, '?vessel=anemone&part=file', '.file-skeleton')],
    ['documents-cargo-later', () => meet({ customs: 'slow' }, '?vessel=anemone&part=file', '.cargo')],
    ['documents-error', () => meet(refused, '?vessel=tern&part=file', '.file .notice')],
    ['documents-offline', () => meet(cut, '?vessel=tern&part=file', '.file .notice')],
    ['documents', () => meet({}, '?vessel=cape-meridian&part=file', '.cargo[data-state=here]')],
    ['documents-end', () => show('.file .scroll > :last-child')],
    [
      'documents-partial',
      async () => {
        await meet({ customs: 'failing' }, '?vessel=cape-meridian&part=file', '.cargo')
        await text('The customs office does not answer')
      },
    ],
    ['documents-unknown', () => meet({}, '?vessel=flying-dutchman&part=file', '.file .empty')],
    ['faults', async () => (await setFaults({ limited: 'twice', customs: 'slow' }), await go('?view=faults'))],
    [
      'faults-session',
      async () => {
        await setFaults()
        await go('?view=faults')
        await press('Who am I?')
        await wait('.session-answer')
      },
    ],
    [
      'timeline',
      async () => {
        await meet({ unavailable: 'half', latencyMs: 300 }, '?vessel=orient-compass&view=timeline', '.line')
        await page.waitForTimeout(3000)
      },
    ],
    ['timeline-open', openLine],
    [
      'chart',
      async () => (await meet({}, '?view=chart', '.link-state[data-tone=good]'), await page.waitForTimeout(6000)),
    ],
    [
      'chart-broken',
      async () => {
        await press('Half-open')
        await page.context().setOffline(true)
        await wait('.link-state[data-tone=bad]', 30_000)
        await page.waitForTimeout(1000)
      },
    ],
    [
      'pilots-loading',
      async () => {
        await page.context().setOffline(false)
        await meet(slow, '?view=pilots', '.pilots')
      },
    ],
    ['pilots-error', () => meet({ limited: 'always', retryAfterS: 30 }, '?view=pilots', '.bookings')],
    ['pilots-empty', async () => (await meet({}, '?view=pilots', 'form'), await page.waitForTimeout(500))],
    ['pilots-held', async () => (await press('Ask for 20 pilots'), await wait('.holding[data-kind=held]'))],
    ['pilots-paused', async () => (await press('Pause'), await wait('.holding[data-kind=paused]'))],
    [
      'pilots-breaker',
      async () => {
        await press('Go on')
        await setFaults({ pilots: 'failing' })
        await wait('.ask[data-state=failed]', 90_000)
      },
    ],
    [
      'bookings-booked',
      async () => {
        await setFaults()
        await book('tern')
        await text('is booked at')
        await show('.bookings .notice')
      },
    ],
    [
      'bookings-kept',
      async () => {
        await setFaults(cut)
        await book('skarven')
        await text('is kept here')
        await show('.kept')
      },
    ],
    ['bookings-as-of', async () => (await go('?view=pilots'), await wait('.bookings .as-of p'))],
    [
      'bookings-conflict',
      async () => {
        await setFaults()
        await wait('.kept[data-state=dead]', 60_000)
        await show('.kept')
      },
    ],
    ['bookings-change', async () => (await press('Change'), await show('.booking-form'))],
    [
      'devtools',
      async () => {
        await press('Leave it')
        await press('Give up')
        await press('Devtools')
        await page.waitForTimeout(800)
      },
    ],
    [
      'session-degraded',
      async () => {
        await go('?view=faults')
        await press('Refresh: 503')
        await wait('.session-note[data-tone=bad]')
      },
    ],
    [
      'session-ended',
      async () => {
        await wait('.session[data-status=authenticated]', 60_000)
        await press('Drop the answer')
        await wait('.session[data-status=signed-out]')
      },
    ],
  ])
}
