import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Tabs, openTabs } from '@fairlead/testing/tabs'
import { type Browser, chromium } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { findChromium } from '../../../../tools/chromium.ts'

let browser: Browser
let server: Server
let tabs: Tabs | undefined

beforeAll(async () => {
  const { executablePath, args, env } = findChromium()
  browser = await chromium.launch({ executablePath, args, env })
  server = createServer((_, response) => void response.setHeader('content-type', 'text/html').end('<title>tab</title>'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => tabs?.close())
afterAll(async () => {
  await browser.close()
  server.closeAllConnections()
  server.close()
})

async function open(count?: number): Promise<Tabs> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return (tabs = await openTabs(await browser.newContext(), { url, ...(count && { count }) }))
}

test('opens two tabs of one origin that share locks, storage and channels', async () => {
  const { count, run } = await open()
  expect(count).toBe(2)
  await run(0, (word) => localStorage.setItem('word', word), 'Ærø')
  expect(await run(1, () => [document.title, localStorage.getItem('word')])).toEqual(['tab', 'Ærø'])
})

test('begins in all tabs at one signal, within milliseconds', async () => {
  const { runInAll } = await open(6)
  const begun = (
    await runInAll((add, index) => ({ index: index + add, at: performance.timeOrigin + performance.now() }), 10)
  ).map((each) => each ?? { index: -1, at: 0 })
  expect(begun.map(({ index }) => index)).toEqual([10, 11, 12, 13, 14, 15])
  const times = begun.map(({ at }) => at)
  expect(Math.max(...times) - Math.min(...times)).toBeLessThan(500)
})

test('finds and closes the tab that holds a lock, which lets the others in', async () => {
  const { runInAll, holderOf, closeTab } = await open(3)
  const all = runInAll((_: undefined, index) =>
    navigator.locks.request('a name of the berth', async () => {
      const tabCount = async (): Promise<number> =>
        ((await navigator.locks.query()).held ?? []).filter(({ name }) => name?.startsWith('fairlead:tab:')).length
      // Whoever is first holds on until a tab has gone, which can only be this one.
      while ((await tabCount()) === 3) await new Promise((resolve) => setTimeout(resolve, 10))
      return index
    }),
  )
  const holder = await holderOf('berth')
  await closeTab(holder)
  expect(await all).toEqual([0, 1, 2].map((index) => (index === holder ? undefined : index)))
  expect(tabs?.count).toBe(2)
  await expect(closeTab(holder)).rejects.toThrow(`tab ${holder} is not open`)
})

test('fails as the code in a tab fails', async () => {
  const { run, runInAll } = await open()
  const failing = (): never => {
    throw new Error('the pier is closed')
  }
  await expect(run(0, failing)).rejects.toThrow('the pier is closed')
  await expect(runInAll(failing)).rejects.toThrow('the pier is closed')
})

test('says which lock nobody holds', async () => {
  const { holderOf } = await open()
  await expect(holderOf('buoy')).rejects.toThrow('a tab holds a lock named buoy')
})
