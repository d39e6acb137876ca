import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Room, type Visit, openRoom, signIn } from './demo/control-room.ts'
import { crowdedInMasthead, faintTexts, namelessControls } from './demo/readable.ts'

let room: Room
let visits: Visit[] = []

beforeAll(async () => {
  room = await openRoom()
})
afterEach(async () => {
  const ended = visits
  visits = []
  for (const visit of ended) await visit.leave()
})
afterAll(() => room.close())

async function enter(search = '', options: Parameters<Room['visit']>[0] = {}): Promise<Visit['page']> {
  const visit = await room.visit(options)
  visits.push(visit)
  await visit.go(search)
  return visit.page
}

describe('the control room', () => {
  test('is worked by keyboard alone', async () => {
    const page = await enter()
    await page.getByText('60 vessels').waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the room')
    await page.getByRole('link', { name: /Anemone/ }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Anemone', exact: true }).waitFor()
    await page.waitForFunction(() => document.activeElement?.id === 'file-title')
    await page.keyboard.press('Escape')
    await page.getByText('Choose a vessel').waitFor()
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['vessel'])).toBe('anemone')
  })

  test('fits a phone: one view at a time, nothing wider than the screen', async () => {
    const page = await enter('', { viewport: { width: 390, height: 844 } })
    await page.getByText('60 vessels').waitFor()
    expect(await page.getByRole('heading', { name: 'Faults' }).isVisible()).toBe(false)
    await page.getByRole('link', { name: /Anemone/ }).click()
    await page.getByRole('heading', { name: 'Moor Anemone' }).waitFor()
    expect(await page.getByRole('searchbox').isVisible()).toBe(false)
    await page.goBack()
    for (const view of ['Pilots', 'Faults', 'Timeline', 'Vessels']) {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: view }).click()
      await page.getByRole('heading', { name: view, exact: true }).waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    }
  })

  test('has room for all of its masthead on every screen, and leaves the way between the rooms where it is', async () => {
    const page = await enter()
    const look = async (): Promise<readonly number[]> => {
      const places: number[] = []
      for (const width of [390, 800, 1024, 1240, 1280, 1440, 1920]) {
        await page.setViewportSize({ width, height: 800 })
        expect(await page.evaluate(crowdedInMasthead), `${width} pixels`).toEqual([])
        places.push(await page.locator('.rooms').evaluate((rooms) => rooms.getBoundingClientRect().left))
      }
      return places
    }
    const places = await look()
    await signIn(page)
    await page.getByLabel('Free berths').waitFor()
    await page.getByRole('group', { name: 'Latency' }).getByRole('radio', { name: '0.3 s' }).check()
    await page.locator('.fault-flag').waitFor()
    expect(await look()).toEqual(places)
  })

  test.each(['light', 'dark'] as const)('names every control and is readable in the %s theme', async (colorScheme) => {
    const page = await enter('?vessel=anemone', { colorScheme })
    await page.locator('.berth').first().waitFor()
    expect(await page.evaluate(namelessControls)).toEqual([])
    expect(await page.evaluate(faintTexts)).toEqual([])
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('button', { name: 'Maren Holt' }).waitFor()
    expect(await page.evaluate(faintTexts)).toEqual([])
    await page.getByRole('button', { name: 'Maren Holt' }).click()
    await page.locator('.berth').first().waitFor()
    await page.getByRole('link', { name: 'Pilots' }).click()
    await page.getByRole('button', { name: 'Ask for 20 pilots' }).click()
    await page.getByText(/The station takes no more/).waitFor()
    await page.getByRole('form', { name: 'Book a berth' }).waitFor()
    expect(await page.evaluate(namelessControls)).toEqual([])
    expect(await page.evaluate(faintTexts)).toEqual([])
    await page.getByRole('button', { name: 'Withdraw' }).click()
    await page.goBack()
    await page.getByRole('button', { name: 'Refresh: 503' }).click()
    await page.getByText(/Provider not answering/).waitFor()
    expect(await page.evaluate(namelessControls)).toEqual([])
    expect(await page.evaluate(faintTexts)).toEqual([])
  })

  test('remembers the theme that was chosen', async () => {
    const page = await enter()
    const colour = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await colour()
    await page.getByRole('button', { name: 'Use the dark theme' }).click()
    await page.getByRole('button', { name: 'Use the light theme' }).waitFor()
    const dark = await colour()
    expect(dark).not.toBe(light)
    await page.reload()
    await page.getByRole('button', { name: 'Use the light theme' }).waitFor()
    expect(await colour()).toBe(dark)
  })
})
