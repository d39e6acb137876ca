import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Tabs, openTabs } from '@fairlead/testing/tabs'
import { type Browser, type BrowserContext, chromium } from 'playwright'
import { build, defaultClientConditions } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findChromium } from '../../../../tools/chromium.ts'
import type { StorePage } from './idb-page.ts'

declare global {
  // oxlint-disable-next-line no-var -- a global of the page
  var page: StorePage
}

let browser: Browser
let context: BrowserContext
let server: Server
let tabs: Tabs

beforeAll(async () => {
  const { executablePath, args, env } = findChromium()
  const script = await bundle(`${import.meta.dirname}/idb-page.ts`)
  server = createServer(({ url }, response) => {
    const isScript = url === '/page.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : '<!doctype html><title>tab</title><script type="module" src="/page.js"></script>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  browser = await chromium.launch({ executablePath, args, env })
}, 60_000)
beforeEach(async () => {
  context = await browser.newContext()
  tabs = await openTabs(context, { url: origin(), count: 3 })
})
afterEach(() => context.close())
afterAll(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
})

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

describe('the store in IndexedDB, in three tabs', () => {
  test('opens one database, stores for all and counts right', async () => {
    const stored = await tabs.runInAll(async (_: undefined, index) => {
      const all: boolean[] = []
      for (let round = 0; round < 20; round++) all.push(await page.put(`${index} ${round}`, ['all'], 100))
      return all.every(Boolean)
    })
    expect(stored).toEqual([true, true, true])
    const seen = await tabs.runInAll(async () => {
      let count = 0
      for (const tab of [0, 1, 2]) {
        for (let round = 0; round < 20; round++) count += (await page.store.get(`${tab} ${round}`)).found.length
      }
      return count
    })
    expect(seen).toEqual([60, 60, 60])
    await tabs.run(0, async () => page.store.invalidate(['all'], 'gone'))
    expect(await tabs.run(1, async () => (await page.store.get('2 19')).found.length)).toBe(0)
  })

  test('keeps no answer that a tab got while another one signed the user out', async () => {
    for (let round = 0; round < 5; round++) {
      await tabs.runInAll(async (key, index) => {
        if (index === 0) await page.store.invalidate(['id:ann'], 'gone')
        else for (let turn = 0; turn < 5; turn++) await page.put(`${key} ${turn}`, ['id:ann'], 10)
      }, `round ${round}`)
      await tabs.run(2, async () => page.store.invalidate(['id:ann'], 'gone'))
      const left = await tabs.runInAll(async (key) => {
        let count = 0
        for (let turn = 0; turn < 5; turn++) count += (await page.store.get(`${key} ${turn}`)).found.length
        return count
      }, `round ${round}`)
      expect(left).toEqual([0, 0, 0])
    }
  })

  test('quota', async () => {
    const [tab] = context.pages()
    const session = await context.newCDPSession(tab!)
    console.log(await tabs.run(0, async () => navigator.storage.estimate()))
    await session.send('Storage.overrideQuotaForOrigin', { origin: origin(), quotaSize: 400_000 })
    console.log(await tabs.run(0, async () => navigator.storage.estimate()))
    const all = await tabs.run(0, async () => {
      const all: unknown[] = []
      for (let round = 0; round < 20; round++) all.push(await page.put(`${round}`, [], 60_000).catch(String), (await navigator.storage.estimate()).usage)
      return all
    })
    console.log(all, await tabs.run(0, async () => {
      let count = ''
      for (let round = 0; round < 20; round++) count += (await page.store.get(`${round}`)).found.length
      return count
    }))
  })
})

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    resolve: { conditions: ['@fairlead/source', ...defaultClientConditions] },
    build: { write: false, minify: false, target: 'esnext', lib: { entry, formats: ['es'] } },
  })
  const [output] = [built].flat()
  if (!output || !('output' in output)) throw new Error('the page was not built')
  return output.output[0].code
}
