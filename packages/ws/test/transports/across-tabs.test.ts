import { createClient } from '@fairlead/core'
import { createChaosProxy } from '@fairlead/testing/chaos'
import { acrossTabs, connect, native } from '@fairlead/ws'
import { afterEach, expect, test } from 'vitest'
import { contract } from '../support/contract.ts'
import { startLive } from '../support/live-server.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

/** Tabs of one origin: they share the platform's locks and channels. */
async function openTabs(count: number) {
  const server = await startLive()
  cleanups.push(() => server.close())
  const proxy = await createChaosProxy({ targetPort: server.port })
  cleanups.push(() => proxy.close())
  const tabs = Array.from({ length: count }, () =>
    connect(createClient({ baseUrl: proxy.url('http', '') }), {
      url: '/live',
      messages: contract,
      transport: acrossTabs(native()),
      reconnect: { baseMs: 30, maxMs: 100 },
      liveness: { pingMs: 300, pongMs: 300 },
    }),
  )
  for (const tab of tabs) cleanups.push(() => tab.close())
  await Promise.all(tabs.map((tab) => tab.ready()))
  return { server, proxy, tabs }
}

test('five tabs have five sessions and one socket', async () => {
  const { server, proxy, tabs } = await openTabs(5)
  expect(proxy.connections).toHaveLength(1)
  expect(server.sockets.counts.sessions).toBe(5)
  const verdicts = await Promise.all(tabs.map((tab, n) => tab.send('steer', { n })))
  expect(verdicts.every(({ state }) => state === 'acknowledged')).toBe(true)
  expect(server.heard.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4])
  expect(await Promise.all(tabs.map((tab, n) => tab.request('double', n)))).toEqual([0, 2, 4, 6, 8])
  expect(await tabs[3]?.send('blob', new Uint8Array(100_000))).toEqual({ state: 'acknowledged' })
})

test('nothing is lost or doubled while the tabs that have the socket go, one after the other, and the link breaks', async () => {
  const { server, proxy, tabs } = await openTabs(5)
  const last = tabs[4] as (typeof tabs)[0]
  const heard: number[] = []
  const verdicts: string[] = []
  last.on('position', ({ n }) => void heard.push(n))
  for (let n = 0; n < 200; n++) {
    void last.send('steer', { n }).then(({ state }) => verdicts.push(state))
    server.sockets.broadcast('position', { id: 'ever-given', n })
    if (n % 50 === 20) tabs[Math.floor(n / 50)]?.close()
    if (n % 50 === 49) proxy.fault('rst')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  const numbers = Array.from({ length: 200 }, (_, n) => n)
  await expect.poll(() => heard, { timeout: 5_000 }).toEqual(numbers)
  await expect.poll(() => verdicts.length, { timeout: 5_000 }).toBe(200)
  expect(new Set(verdicts)).toEqual(new Set(['acknowledged']))
  expect(server.heard).toEqual(numbers)
})

test('a link that is black-holed is given up by all tabs, and all go on where they were', async () => {
  const { server, proxy, tabs } = await openTabs(3)
  proxy.fault('black-hole')
  const sends = tabs.flatMap((tab, index) => [tab.send('steer', { n: index }), tab.send('steer', { n: index + 10 })])
  expect((await Promise.all(sends)).every(({ state }) => state === 'acknowledged')).toBe(true)
  expect(server.heard.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 10, 11, 12])
  await expect.poll(() => proxy.connections.length).toBeLessThanOrEqual(2)
})
