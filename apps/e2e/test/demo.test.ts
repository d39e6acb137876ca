import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Room, type Visit, openRoom, signIn } from './demo/control-room.ts'

let room: Room
let visit: Visit

beforeAll(async () => {
  room = await openRoom()
})
afterAll(() => room.close())
beforeEach(async () => {
  visit = await room.visit()
})
afterEach(() => visit.leave())

describe('the register', () => {
  test('shows the vessels of the database by the page', async () => {
    const { page, go } = visit
    await go()
    expect(await page.getByText('60 vessels').count()).toBe(1)
    expect(await page.locator('a.vessel').count()).toBe(20)
    const first = await page.locator('a.vessel strong').first().innerText()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText('Page 2 of 3').waitFor()
    expect(await page.locator('a.vessel strong').first().innerText()).not.toBe(first)
    await page.goBack()
    await page.getByText('Page 1 of 3').waitFor()
    expect(await page.locator('a.vessel strong').first().innerText()).toBe(first)
  })

  test('is searched and filtered, keeps both in the address and says when nothing fits', async () => {
    const { page, go } = visit
    await go()
    await page.getByRole('searchbox').fill('kurosh')
    await page.getByText('1 vessel', { exact: true }).waitFor()
    expect(await page.locator('a.vessel strong').allInnerTexts()).toEqual(['Kuroshio'])
    await page.getByLabel('Kind', { exact: true }).selectOption('ferry')
    await page.getByText('No vessel fits these filters.').waitFor()
    await page.reload()
    await page.getByText('No vessel fits these filters.').waitFor()
    expect(await page.getByRole('searchbox').inputValue()).toBe('kurosh')
    await page.getByRole('button', { name: 'Clear' }).first().click()
    await page.getByText('60 vessels').waitFor()
    await page.getByLabel('Status', { exact: true }).selectOption('moored')
    await page.locator('.vessel .status:not([data-status=moored])').first().waitFor({ state: 'detached' })
    expect(await page.locator('a.vessel').count()).toBeGreaterThan(5)
  })

  test('cancels the call for a list that nobody waits for any more', async () => {
    const { page, go, fault } = visit
    await go()
    await fault('Latency', '1 s')
    await page.getByLabel('Kind', { exact: true }).selectOption('ferry')
    await page.locator('.line[data-template="/vessels"][data-tone=running]').waitFor()
    await page.getByLabel('Kind', { exact: true }).selectOption('tanker')
    await page.locator('.line[data-template="/vessels"][data-tone=cancelled]').waitFor()
    await page.locator('.vessel-name:has-text("Ferry")').first().waitFor({ state: 'detached' })
    await page.locator('.vessel-name:has-text("Tanker")').first().waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })
})

describe("a vessel's file", () => {
  test('opens from the list and closes with Escape, which gives the focus back', async () => {
    const { page, go } = visit
    await go()
    await page.getByRole('link', { name: /^Agnes May/ }).click()
    await page.getByRole('heading', { name: 'Agnes May', exact: true }).waitFor()
    await page.getByText('Past stays').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Choose a vessel').waitFor()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-vessel'))).toBe('agnes-may')
  })

  test('that is not there says so, with the words of the server', async () => {
    const { page, go } = visit
    await go('?vessel=flying-dutchman')
    const notice = page.locator('.file').getByRole('alert')
    expect(await notice.innerText()).toContain(`There is no vessel 'flying-dutchman'.`)
    expect(await notice.innerText()).toContain('HTTP 404')
  })
})

describe('mooring', () => {
  test('names what is missing and sends nothing', async () => {
    const { page, go } = visit
    await go('?vessel=cape-meridian')
    await signIn(page)
    await page.getByLabel('Stay in hours').fill('0')
    await page.getByRole('button', { name: 'Moor', exact: true }).click()
    await page.getByText('Choose a berth.').waitFor()
    await page.getByText('A stay is at least one hour.').waitFor()
    expect((await visit.line('POST', '/vessels/{id}/moorings')).attempts).toEqual(['Nothing was sent.'])
  })

  test('a taken berth and a shallow one are refused with the reason; a free one that is offered is taken', async () => {
    const { page, go, line } = visit
    await go('?vessel=cape-meridian')
    await signIn(page)
    const moor = page.getByRole('button', { name: 'Moor', exact: true })
    await page.getByLabel('Harbour', { exact: true }).selectOption('northgate')
    await page.getByRole('radio', { name: /^Container Quay 1/ }).check()
    await moor.click()
    const conflict = page.locator('.file [data-kind=conflict]')
    await conflict.getByText('Berth taken').waitFor()
    expect(await conflict.innerText()).toContain('Orient Compass lies at Container Quay 1.')
    expect((await line('POST', '/vessels/{id}/moorings')).outcome).toBe('409')

    await page.getByLabel('Harbour', { exact: true }).selectOption('saint-brannock')
    await page.getByRole('radio', { name: /^Ferry Ramp A/ }).check()
    expect(await conflict.count()).toBe(0)
    await moor.click()
    await conflict.getByText('draught-too-deep').waitFor()

    await conflict.getByRole('button', { name: 'Container Quay 3, Northgate' }).click()
    expect(await page.getByRole('radio', { name: /^Container Quay 3/ }).isChecked()).toBe(true)
    expect(await moor.evaluate((button) => button === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByText(/^Cape Meridian is moored at Container Quay 3 until/).waitFor()
    await page.getByRole('link', { name: /^Cape Meridian.*Moored.*Container Quay 3/ }).waitFor()

    await page.getByRole('button', { name: 'Cast off' }).click()
    await page.getByText('Cape Meridian has left Container Quay 3.').waitFor()
    expect((await line('DELETE', '/vessels/{id}/mooring')).outcome).toBe('200')
  })
})
