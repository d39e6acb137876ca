import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Browser, type Page, openBrowser } from '../../../tools/demo-browser.ts'
import { type DemoProcess, startDemo } from '../../../tools/demo-process.ts'
import { signIn } from './demo/control-room.ts'
import { outlineOf } from './demo/outline.ts'

/** Every screen, and what stands there once it is complete. */
const screens = [
  ['', '60 vessels'],
  ['?q=zzz', 'No vessel fits these filters.'],
  ['?vessel=cape-meridian', 'Container Quay 1'],
  ['?vessel=orient-compass', 'Alongside'],
  ['?vessel=flying-dutchman', 'HTTP 404'],
  ['?vessel=cape-meridian&part=file', 'Felixstowe to Gothenburg'],
  ['?vessel=flying-dutchman&part=file', 'There is no file'],
  ['?view=pilots', 'No berth is booked for the next days.'],
  ['?view=chart', 'One entry in the log every half second'],
  ['?view=faults', 'All calm'],
] as const

let demo: DemoProcess
let browser: Browser

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), openBrowser()])
})
afterAll(async () => {
  await browser.close()
  await demo.stop()
})

async function enter(room: 'react' | 'vue', isSignedIn: boolean): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'en-GB' })).newPage()
  await page.goto(`${demo.origin}/${room}/`, { timeout: 30_000 })
  if (isSignedIn) await signIn(page)
  return page
}

async function show(page: Page, search: string, complete: string): Promise<void> {
  await page.goto(new URL(`./${search}`, page.url()).href)
  await page.locator('.session').waitFor()
  await page.getByText(complete).first().waitFor()
  await page.locator('.skeleton').first().waitFor({ state: 'detached' })
}

test.each([
  ['to everybody', false],
  ['to officers on watch', true],
])('both rooms say the same in the same words and the same order %s', async (_, isSignedIn) => {
  const [react, vue] = await Promise.all([enter('react', isSignedIn), enter('vue', isSignedIn)])
  for (const [search, complete] of screens) {
    await Promise.all([show(react, search, complete), show(vue, search, complete)])
    await vi.waitFor(
      async () => expect(await vue.evaluate(outlineOf), search).toEqual(await react.evaluate(outlineOf)),
      { timeout: 10_000, interval: 100 },
    )
  }
  await Promise.all([react.context().close(), vue.context().close()])
})
