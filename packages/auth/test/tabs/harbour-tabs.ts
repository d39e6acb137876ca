import { type RunningAuthority, startAuthority } from '@fairlead/testing/authority'
import { type Tabs, openTabs } from '@fairlead/testing/tabs'
import { type Browser, chromium } from 'playwright'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { findChromium } from '../../../../tools/chromium.ts'
import type { HarbourPage } from './page.ts'
import { type Site, startSite } from './site.ts'

declare global {
  // oxlint-disable-next-line no-var -- a global of the page
  var harbour: HarbourPage
}

/** Tabs of a page that is signed in at a strict authority. */
export interface HarbourTabs {
  readonly tabs: Tabs
  readonly authority: RunningAuthority
}

/** For one file of tests: a browser and a site, and the tabs of each test. */
export function harbourTabs(): (count: number) => Promise<HarbourTabs> {
  let browser: Browser
  let site: Site
  const closing: (() => Promise<void>)[] = []
  beforeAll(async () => {
    const { executablePath, args, env } = findChromium()
    site = await startSite()
    browser = await chromium.launch({ executablePath, args, env })
  }, 60_000)
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })
  afterAll(async () => {
    await browser.close()
    site.close()
  })
  return async (count) => {
    const authority = await startAuthority()
    const context = await browser.newContext()
    const tabs = await openTabs(context, { url: site.url, count })
    closing.push(() => context.close(), authority.close)
    await tabs.runInAll((origin) => harbour.start(origin), authority.origin)
    expect(await tabs.run(0, () => harbour.signIn())).toBe('authenticated')
    await settled(tabs)
    return { tabs, authority }
  }
}

/** Waits until all tabs hold the same token. */
export async function settled(tabs: Tabs): Promise<void> {
  await expect
    .poll(async () => new Set(await tabs.runInAll(() => harbour.version())).size, { timeout: 5_000, interval: 10 })
    .toBe(1)
}

/** How tabs find out: the server refuses a token that they hold, or have just read, or the machine has slept for too long. */
const WAYS = [
  { sleepMs: 20_000, isRefused: true, work: () => harbour.call() },
  { sleepMs: 20_000, isRefused: true, work: () => harbour.callAnew() },
  { sleepMs: 600_000, isRefused: false, work: () => harbour.call() },
  { sleepMs: 600_000, isRefused: false, work: () => harbour.callAnew() },
] as const

/** What many runs came to. */
export interface Storm {
  readonly runs: number
  readonly lostSessions: number
  /** Of each run. */
  readonly tokenCalls: readonly number[]
}

/** All tabs find at the same moment that their token is no good, again and again. */
export async function storm({ tabs, authority }: HarbourTabs, runs: number): Promise<Storm> {
  const tokenCalls: number[] = []
  let lostSessions = 0
  for (let run = 0; run < runs; run++) {
    const before = authority.counts.token
    const { sleepMs, isRefused, work } = WAYS[run % WAYS.length] ?? WAYS[0]
    if (isRefused) authority.expireAccessTokens()
    // The clock alone: no timer wakes, so that the calls are what finds the token expired.
    await tabs.runInAll((durationMs) => harbour.sleep(durationMs), sleepMs)
    const answers = await tabs.runInAll(work).catch(String)
    const isWhole = Array.isArray(answers) && answers.every((user) => user === 'ann')
    if (!isWhole || authority.counts.reuse > 0 || authority.aliveSessions !== 1) lostSessions++
    await settled(tabs)
    tokenCalls.push(authority.counts.token - before)
  }
  return { runs, lostSessions, tokenCalls }
}
