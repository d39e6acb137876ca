import { type ChaosProxy, createChaosProxy } from '@fairlead/testing/chaos'
import { type Browser, type BrowserContext, chromium } from 'playwright'
import { bundlePage } from '../../../../tools/page-bundle.ts'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { findChromium } from '../../../../tools/chromium.ts'
import { type LiveServer, startLive } from '../support/live-server.ts'
import type { LivePage } from './page.ts'

declare global {
  // oxlint-disable-next-line no-var -- a global of the page
  var livePage: LivePage
}

/** A server, the proxy before it, and a browser context for one test. */
export interface LiveBrowser {
  readonly server: LiveServer
  readonly proxy: ChaosProxy
  readonly context: BrowserContext
  readonly url: string
}

/** For one file of tests: a browser, and a server for each test. */
export function liveBrowser(): () => Promise<LiveBrowser> {
  let browser: Browser
  let script: string
  const closing: (() => unknown)[] = []
  beforeAll(async () => {
    const { executablePath, args, env } = findChromium()
    script = await bundlePage(`${import.meta.dirname}/page.ts`)
    // Playwright turns the cache of pages off.
    browser = await chromium.launch({ executablePath, args, env, ignoreDefaultArgs: ['--disable-back-forward-cache'] })
  }, 60_000)
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close()
  })
  afterAll(() => browser.close())
  return async () => {
    const server = await startLive({ script })
    const proxy = await createChaosProxy({ targetPort: server.port })
    const context = await browser.newContext()
    closing.push(
      () => server.close(),
      () => proxy.close(),
      () => context.close(),
    )
    return { server, proxy, context, url: proxy.url('http', '/') }
  }
}
