// Pictures of the demo in both themes on a wide and a narrow screen, for judging by eye: node tools/demo-screenshots.ts <folder> [vue]
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Page, openBrowser } from './demo-browser.ts'
import { startDemo } from './demo-process.ts'

const [folder, framework = 'react'] = process.argv.slice(2)
if (folder === undefined) throw new Error('Usage: node tools/demo-screenshots.ts <folder> [react|vue]')
mkdirSync(folder, { recursive: true })

const screens = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 844 } }
const demo = await startDemo()
const browser = await openBrowser()
let visits = 0
// The harbour without trouble, as it says itself.
const calm = (await (await fetch(`${demo.origin}/api/faults`)).json()) as object
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [name, viewport] of Object.entries(screens)) {
      const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: 2 })
      const page = await context.newPage()
      await visit(page, (shot) => join(folder, `${name}-${colorScheme}-${shot}.png`))
      await context.close()
    }
  }
} finally {
  await browser.close()
  await demo.stop()
}

async function visit(page: Page, file: (shot: string) => string): Promise<void> {
  const shoot = async (shot: string): Promise<void> => void (await page.screenshot({ path: file(shot) }))
  const go = async (search: string): Promise<void> => {
    await page.goto(`${demo.origin}/${framework}/${search}`)
    await page.waitForTimeout(400)
  }
  const tab = crypto.randomUUID()
  await page.addInitScript((name) => sessionStorage.setItem('harbour-tab', name), tab)
  const setFaults = async (change: object): Promise<void> => {
    const headers = { 'content-type': 'application/json', 'harbour-tab': tab }
    const body = JSON.stringify({ ...calm, ...change })
    await fetch(`${demo.origin}/api/faults`, { method: 'PUT', headers, body })
  }
  await go('')
  await shoot('1-list')
  await go('?vessel=orient-compass')
  await page.locator('.for-officers').scrollIntoViewIfNeeded()
  await shoot('0-anonymous')
  await page.click('.session .button')
  await page.waitForSelector('main form')
  await shoot('0-sign-in')
  await page.click('button[value=maren]')
  await page.waitForSelector('.session-who')
  await shoot('0-signed-in')
  await go('?view=faults')
  await page.click('.session-buttons .chip:last-child')
  await page.waitForSelector('.session-answer')
  await shoot('0-session')
  await go('?vessel=cape-meridian')
  await page.selectOption('form.mooring select', 'northgate')
  await page.click('label.berth:has-text("Container Quay 3")')
  await page.click('.closure button')
  await page.waitForSelector('dialog[open]')
  await shoot('0-step-up')
  await page.click('dialog .button')
  await go('?vessel=cape-meridian')
  await shoot('2-file')
  await page.selectOption('form.mooring select', 'northgate')
  await page.click('label.berth:has-text("Container Quay 1")')
  await page.click('button.button-main')
  await page.waitForSelector('[data-kind=conflict]')
  await page.locator('[data-kind=conflict]').scrollIntoViewIfNeeded()
  await shoot('3-conflict')
  await setFaults({ unavailable: 'half', latencyMs: 300 })
  await go('?vessel=orient-compass')
  await page.waitForTimeout(2500)
  await shoot('4-alongside')
  await go('?vessel=orient-compass&view=timeline')
  await page.waitForTimeout(900)
  await shoot('5-timeline-live')
  await setFaults({ limited: 'always', retryAfterS: 30 })
  await go('?vessel=kuroshio')
  await page.waitForSelector('.file .notice')
  await shoot('6-limited')
  await go('?view=faults')
  await shoot('7-faults')
  await setFaults({})
  await go('?q=zzz')
  await shoot('8-empty')
  await setFaults({ latencyMs: 3000 })
  await go('?vessel=anemone')
  await shoot('9-loading')
  await setFaults({})
  await go('?vessel=cape-meridian&part=file')
  await page.locator('.cargo[data-state=here]').waitFor()
  await shoot('19-file')
  await setFaults({ customs: 'failing' })
  await go('?vessel=cape-meridian&part=file')
  await page.getByText('The customs office does not answer').waitFor()
  await shoot('20-file-partial')
  await setFaults({})
  await go('?view=chart')
  await page.locator('.link-state[data-tone=good]').waitFor()
  await page.waitForTimeout(6_000)
  await shoot('17-chart')
  await page.getByRole('button', { name: 'Half-open' }).click()
  await page.context().setOffline(true)
  await page.locator('.link-state[data-tone=bad]').waitFor()
  await page.waitForTimeout(1_000)
  await shoot('18-chart-broken')
  await page.context().setOffline(false)
  await go('?view=pilots')
  await shoot('12-pilots-empty')
  await page.click('text=Ask for 20 pilots')
  await page.waitForSelector('.holding[data-kind=held]')
  await shoot('13-pilots-held')
  await setFaults({ pilots: 'failing' })
  await page.waitForSelector('.ask[data-state=failed]', { timeout: 60_000 })
  await shoot('14-pilots-breaker')
  await setFaults({})
  const form = page.getByRole('form', { name: 'Book a berth' })
  const book = async (vessel: string): Promise<void> => {
    await form.getByLabel('Vessel').selectOption(vessel)
    await form.getByLabel('Harbour').selectOption('merrow-sound')
    await form.getByLabel('Berth', { exact: true }).selectOption('merrow-sound-long-mole')
    // A day that the other visits have left free.
    await form.getByLabel('Day').selectOption({ index: visits })
    await form.getByRole('button', { name: 'Book' }).click()
  }
  await book('tern')
  await page.getByText('is booked at').waitFor()
  await setFaults({ offline: true })
  await book('skarven')
  await page.getByText('is kept here').waitFor()
  await page.locator('.bookings').scrollIntoViewIfNeeded()
  await shoot('15-bookings-kept')
  await setFaults({})
  await page.locator('.kept[data-state=dead]').waitFor()
  await page.locator('.kept').scrollIntoViewIfNeeded()
  await shoot('16-bookings-conflict')
  await page.getByRole('button', { name: 'Give up' }).click()
  visits += 1
  await go('?view=faults')
  await page.click('text=Refresh: 503')
  await page.waitForSelector('.session-note[data-tone=bad]')
  await shoot('10-degraded')
  await page.waitForSelector('.session[data-status=authenticated]')
  await page.click('text=Drop the answer')
  await page.waitForSelector('.session[data-status=signed-out]')
  await shoot('11-signed-out')
}
