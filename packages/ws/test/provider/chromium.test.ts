import { openTabs } from '@fairlead/testing/tabs'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { liveBrowser } from './live-browser.ts'

const start = liveBrowser()
/** Whether this browser keeps pages aside at all: the headless shell does not. */
async function keepsPages(tab: Page, url: string): Promise<boolean> {
  await tab.goto(`${url}other`)
  await tab.evaluate(() => void (document.title = 'kept'))
  await tab.goto(`${url}other?2`)
  await tab.goBack({ waitUntil: 'commit' })
  return (await tab.title()) === 'kept'
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

test.each(['native', 'socketio', 'sse'] as const)('%s carries messages both ways', async (transport) => {
  const { server, context, url } = await start()
  const [tab] = [await context.newPage()]
  await tab.goto(url)
  await tab.evaluate((way) => livePage.start(way), transport)
  expect(await tab.evaluate(() => livePage.sendAll(300))).toEqual(['acknowledged'])
  expect(server.heard).toEqual([100_000, ...numbers(300)])
  for (const n of numbers(300)) server.sockets.broadcast('position', { id: 'ever-given', n })
  await expect.poll(() => tab.evaluate(() => livePage.heard)).toEqual(numbers(300))
})

test('a browser that is offline finds its link broken, and is back when it is online, with nothing lost', async () => {
  const { server, proxy, context, url } = await start()
  const tab = await context.newPage()
  await tab.goto(url)
  // By its own clock it would come back within minutes: what brings it back sooner is the event.
  await tab.evaluate(() =>
    livePage.start('native', {
      reconnect: { baseMs: 100_000, maxMs: 100_000 },
      liveness: { pingMs: 60_000, pongMs: 500 },
    }),
  )
  // Going offline cuts no socket in Chromium; a network that is gone does.
  proxy.fault('black-hole')
  await context.setOffline(true)
  await tab.evaluate(() => livePage.send(0, 20))
  server.sockets.broadcast('position', { id: 'ever-given', n: 0 })
  await expect.poll(() => tab.evaluate(() => livePage.live.state), { timeout: 5_000 }).toBe('waiting')
  await context.setOffline(false)
  await expect.poll(() => tab.evaluate(() => livePage.live.state), { timeout: 5_000 }).toBe('ready')
  await expect.poll(() => tab.evaluate(() => livePage.told)).toEqual({ acknowledged: 20 })
  await expect.poll(() => tab.evaluate(() => livePage.heard)).toEqual([0])
  expect(server.heard).toEqual(numbers(20))
})

test('a page that is put aside closes its link, and goes on where it was when it is shown again', async () => {
  const { server, context, url } = await start()
  const tab = await context.newPage()
  const isKept = await keepsPages(tab, url)
  await tab.goto(url)
  await tab.evaluate(() => livePage.start('native'))
  await tab.evaluate(() => livePage.sendAll(10))
  // A browser that keeps none is told what one that does would tell the page.
  if (isKept) await tab.goto(`${url}other`)
  else await tab.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
  await expect.poll(() => server.sockets.counts.links).toBe(0)
  for (const n of numbers(5)) server.sockets.broadcast('position', { id: 'ever-given', n })
  if (isKept) await tab.goBack({ waitUntil: 'commit' })
  else await tab.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  await expect.poll(() => tab.evaluate(() => livePage.heard), { timeout: 5_000 }).toEqual(numbers(5))
  expect(await tab.evaluate(() => livePage.sendAll(10))).toEqual(['acknowledged'])
  expect(await tab.evaluate(() => [livePage.gaps, livePage.restored])).toEqual([0, 1])
})

test('the death of the tab that has the socket loses and doubles nothing in the others', async () => {
  const { server, proxy, context, url } = await start()
  const tabs = await openTabs(context, { url, count: 4 })
  await tabs.runInAll(() => livePage.start('tabs'))
  expect(server.sockets.counts.sessions).toBe(4)
  // The pages themselves keep connections of HTTP open.
  const leader = await tabs.holderOf('fairlead:ws')
  const others = [0, 1, 2, 3].filter((index) => index !== leader)
  const socketsBefore = proxy.connections.length
  for (const index of others) await tabs.run(index, (from) => livePage.send(from, 200), index * 1_000)
  await expect.poll(() => server.heard.length).toBeGreaterThan(50)
  await tabs.closeTab(leader)
  for (let n = 0; n < 100; n++) {
    server.sockets.broadcast('position', { id: 'ever-given', n })
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  for (const index of others) {
    await expect.poll(() => tabs.run(index, () => livePage.told), { timeout: 15_000 }).toEqual({ acknowledged: 200 })
    await expect.poll(() => tabs.run(index, () => livePage.heard), { timeout: 15_000 }).toEqual(numbers(100))
    expect(server.heard.filter((n) => Math.floor(n / 1_000) === index)).toEqual(
      numbers(200).map((n) => index * 1_000 + n),
    )
    expect(await tabs.run(index, () => livePage.gaps)).toBe(0)
  }
  expect(proxy.connections.length).toBeLessThanOrEqual(socketsBefore)
}, 60_000)
