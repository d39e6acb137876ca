import { type Tabs, openTabs } from '@fairlead/testing/tabs'
import { type Browser, type BrowserContext, chromium } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { findChromium } from '../../../../tools/chromium.ts'
import { type PagesSite, startPagesSite } from './pages-site.ts'

let browser: Browser
let context: BrowserContext
let site: PagesSite
let first: Tabs
let second: Tabs

beforeAll(async () => {
  const { executablePath, args, env } = findChromium()
  site = await startPagesSite()
  browser = await chromium.launch({ executablePath, args, env })
}, 60_000)
beforeEach(async () => {
  context = await browser.newContext()
  site.isMute = false
  site.arrived()
  first = await openTabs(context, { url: site.origin, count: 1 })
})
afterEach(() => context.close())
afterAll(async () => {
  await browser.close()
  site.close()
})

/** Tabs tell each other when they come to it. */
const eventually = (look: () => unknown) => vi.waitFor(look, { timeout: 10_000 })
const states = (tabs: Tabs) => tabs.run(0, () => writes.states())
const setOnline = (tabs: Tabs) => tabs.run(0, () => writes.setOnline(true))

/** Two tabs: the first has a write that waits for the network, and the second has found it in the store. */
async function both(kind: 'plain' | 'put') {
  await first.run(0, (name) => writes.write(name), kind)
  await eventually(async () => expect(await states(first)).toEqual(['paused']))
  second = await openTabs(context, { url: site.origin, count: 1 })
  await eventually(async () => expect(await states(second)).toEqual(['paused']))
}

test.each(['plain', 'put'] as const)(
  'a write that two tabs have is sent by the one that began it: %s',
  async (kind) => {
    await both(kind)
    await setOnline(second)
    await setOnline(first)
    await eventually(async () => expect(await states(first)).toEqual(['success']))
    await eventually(async () => expect(await states(second)).toEqual([]))
    expect(site.arrived()).toHaveLength(1)
  },
)

test('it is sent by the other one when that tab is closed', async () => {
  await both('plain')
  await setOnline(second)
  await first.close()
  await eventually(async () => expect(await states(second)).toEqual(['success']))
  expect(site.arrived()).toHaveLength(1)
})

test.each([
  ['plain', ['error interrupted'], 1],
  ['put', ['success'], 2],
] as const)('when a tab is closed while it sends, the other does what is safe: %s', async (kind, end, times) => {
  await both(kind)
  site.isMute = true
  await setOnline(first)
  await eventually(async () => expect(await states(first)).toEqual(['pending']))
  const arrived: string[] = []
  await eventually(() => {
    arrived.push(...site.arrived())
    expect(arrived).toHaveLength(1)
  })
  site.isMute = false
  await setOnline(second)
  await first.close()
  await eventually(async () => expect(await states(second)).toEqual(end))
  expect([...arrived, ...site.arrived()]).toHaveLength(times)
})
