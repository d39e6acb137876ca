import { type Tabs, openTabs } from '@fairlead/testing/tabs'
import { type Browser, type BrowserContext, chromium } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findChromium } from '../../../../tools/chromium.ts'
import type { OnDisk } from './idb-page.ts'
import { type StoreSite, startStoreSite } from './idb-site.ts'

let browser: Browser
let context: BrowserContext
let site: StoreSite
let tabs: Tabs

/** What is on the disk, seen from the tab that stays. */
const onDisk = (): Promise<OnDisk> => tabs.run(1, () => page.onDisk())

beforeAll(async () => {
  const { executablePath, args, env } = findChromium()
  site = await startStoreSite()
  browser = await chromium.launch({ executablePath, args, env })
}, 60_000)
beforeEach(async () => {
  context = await browser.newContext()
  tabs = await openTabs(context, { url: site.origin })
  await tabs.run(1, () => page.epoch())
})
afterEach(() => context.close())
afterAll(async () => {
  await browser.close()
  site.close()
})

/** Fills the store, signs the user out and leaves in the same breath; waits for the page that comes. */
async function leave(count: number, url: string): Promise<void> {
  await tabs.run(
    0,
    async (entries) => {
      const epoch = await page.epoch()
      await Promise.all(Array.from({ length: entries }, (_, i) => page.put(`ann ${i}`, 'id:ann', 1_000, epoch)))
    },
    count,
  )
  await tabs.run(
    0,
    (next) => {
      void page.store.invalidate(['id:ann'], 'gone')
      location.assign(next)
    },
    url,
  )
  const isThere = (): Promise<boolean> =>
    tabs.run(0, (next) => location.href === next && document.readyState === 'complete', url).catch(() => false)
  await expect.poll(isThere, { interval: 5, timeout: 5_000 }).toBe(true)
}

describe('a page that signs its user out and is left at once', () => {
  test.each([
    ['nothing of few answers', 30, 20],
    ['nothing of many', 400, 5],
  ])('leaves %s once the next page has looked anything up', async (_, count, rounds) => {
    await tabs.run(1, () => page.put('bob', 'id:bob', 10))
    for (let round = 0; round < rounds; round++) {
      await leave(count, `${site.origin}/?${round}`)
      expect(await tabs.run(0, () => page.present(['ann 0', 'bob', 'ann 29']))).toBe('010')
      await expect.poll(onDisk, { interval: 5, timeout: 5_000 }).toEqual({ entries: 1, bodies: 1, isClean: true })
    }
  })
})
