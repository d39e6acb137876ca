import { type Tabs, openTabs } from '@fairlead/testing/tabs'
import { type Browser, type BrowserContext, chromium } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findChromium } from '../../../../tools/chromium.ts'
import { type StoreSite, startStoreSite } from './idb-site.ts'

let browser: Browser
let context: BrowserContext
let site: StoreSite
let tabs: Tabs

beforeAll(async () => {
  const { executablePath, args, env } = findChromium()
  site = await startStoreSite()
  browser = await chromium.launch({ executablePath, args, env })
}, 60_000)
beforeEach(async () => {
  context = await browser.newContext()
  tabs = await openTabs(context, { url: site.origin, count: 3 })
})
afterEach(() => context.close())
afterAll(async () => {
  await browser.close()
  site.close()
})

describe('the store in IndexedDB, in three tabs', () => {
  test('opens one database at the same moment, and has what each tab stored', async () => {
    const stored = await tabs.runInAll(async (_: undefined, index) => {
      const all = Array.from({ length: 20 }, (__, round) => page.put(`${index} ${round}`, 'all', 100))
      return (await Promise.all(all)).every(Boolean)
    })
    expect(stored).toEqual([true, true, true])
    const keys = [0, 1, 2].flatMap((index) => Array.from({ length: 20 }, (_, round) => `${index} ${round}`))
    expect(await tabs.runInAll((all) => page.present(all), keys)).toEqual(Array(3).fill('1'.repeat(60)))
    await tabs.run(0, async () => page.store.invalidate(['all'], 'gone'))
    expect(await tabs.runInAll((all) => page.present(all), keys)).toEqual(Array(3).fill('0'.repeat(60)))
  })

  test('keeps nothing of a user whom one tab signs out while the others store', async () => {
    for (let round = 0; round < 10; round++) {
      const keys = Array.from({ length: 10 }, (_, turn) => `${round} ${turn}`)
      const asked = await tabs.run(0, () => page.epoch())
      await tabs.runInAll(
        async ({ all, epoch }, index) => {
          if (index === 0) await page.store.invalidate(['id:ann'], 'gone')
          else for (const key of all) await page.put(`${key} ${index}`, 'id:ann', 10, epoch)
        },
        { all: keys, epoch: asked },
      )
      const all = keys.flatMap((key) => [`${key} 1`, `${key} 2`])
      expect(await tabs.runInAll((each) => page.present(each), all)).toEqual(Array(3).fill('0'.repeat(20)))
    }
  })
})

describe('the store in IndexedDB, where the browser gives little room', () => {
  const room = async (quotaSize: number): Promise<void> => {
    const [tab] = context.pages()
    if (!tab) throw new Error('no tab is open')
    const session = await context.newCDPSession(tab)
    await session.send('Storage.overrideQuotaForOrigin', { origin: site.origin, quotaSize })
  }

  test('gives up what is old when it is full, and stores what is new', async () => {
    await room(400_000)
    const [stored, usage = 0] = await tabs.run(0, async () => {
      let count = 0
      for (let index = 0; index < 30; index++) if (await page.put(`key ${index}`, 'all', 60_000)) count++
      return [count, (await navigator.storage.estimate()).usage] as const
    })
    // One is refused where there is no room for the books of the other half either.
    expect(stored).toBeGreaterThan(20)
    expect(usage).toBeLessThanOrEqual(400_000)
  })

  test('stores nothing that does not fit at all, answers, and lets an invalidation through', async () => {
    await room(300_000)
    const stored = await tabs.run(0, async () => [
      await page.put('small', 'id:ann', 10),
      await page.put('large', 'id:ann', 500_000),
    ])
    expect(stored).toEqual([true, false])
    await tabs.run(0, async () => page.store.invalidate(['id:ann'], 'gone'))
    expect(await tabs.run(1, () => page.present(['small', 'large']))).toBe('00')
    expect(await tabs.run(1, () => page.put('small', 'id:bob', 10))).toBe(true)
  })
})
