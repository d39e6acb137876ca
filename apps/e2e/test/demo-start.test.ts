import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Browser, type Page, openBrowser } from '../../../tools/demo-browser.ts'
import { type DemoProcess, startDemo } from '../../../tools/demo-process.ts'
import { faintTexts, namelessControls } from './demo/readable.ts'

let demo: DemoProcess
let browser: Browser

beforeAll(async () => {
  ;[demo, browser] = await Promise.all([startDemo(), openBrowser()])
  // A room is built when it is first asked for.
  for (const room of ['react', 'vue']) await (await fetch(`${demo.origin}/${room}/`)).text()
})
afterAll(async () => {
  await browser.close()
  await demo.stop()
})

async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage()
  await page.goto(`${demo.origin}${path}`)
  return page
}

test.each(['light', 'dark'] as const)('the start page fits a phone and is readable in the %s theme', async (theme) => {
  const page = await open('/', { colorScheme: theme, viewport: { width: 390, height: 844 } })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  expect(await page.evaluate(namelessControls)).toEqual([])
  expect(await page.evaluate(faintTexts)).toEqual([])
  await page.context().close()
})

test('every link of the start page leads into a room, by keyboard too', async () => {
  const page = await open('/')
  const links = await page.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  expect(links.length).toBeGreaterThan(10)
  for (const link of links) expect(link).toMatch(/^\/(react|vue)\//)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/react/')
  await page.locator('a.vessel').first().waitFor()
  await page.context().close()
})

test('who signs in to one room is on watch in the other, and leaves both', async () => {
  const react = await open('/react/')
  await react.getByRole('button', { name: 'Sign in', exact: true }).click()
  await react.getByRole('button', { name: 'Maren Holt' }).click()
  await react.locator('.session-who').getByText('Maren Holt').waitFor()
  const vue = await react.context().newPage()
  await vue.goto(`${demo.origin}/vue/`)
  await vue.locator('.session-who').getByText('Maren Holt').waitFor()
  // Nobody had to go to the provider again.
  expect(await vue.locator('.line[data-template="/oidc/token"]').count()).toBe(0)
  await vue.getByRole('button', { name: 'Sign out' }).click()
  await react.getByText('Signed out in another tab').waitFor()
  await react.context().close()
})

test('a path that is no room’s is not found, and a room’s own is the room', async () => {
  const statusOf = async (path: string): Promise<number> => (await fetch(`${demo.origin}${path}`)).status
  expect(await statusOf('/nowhere')).toBe(404)
  expect(await statusOf('/vue/assets/none.js')).toBe(404)
  expect(await statusOf('/vue/callback')).toBe(200)
  expect((await fetch(`${demo.origin}/vue`)).url).toBe(`${demo.origin}/vue/`)
})
