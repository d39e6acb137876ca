import { expect, test } from 'vitest'
import { createChaosProxy } from '@fairlead/testing/chaos'
import { greet, later, open, settled, start } from './echo.ts'

test('new connections are reset, ended, left hanging or answered with a status', async () => {
  const { client, proxy, ends } = await start()
  await greet(client)
  proxy.admit('rst')
  await open(proxy, ends)
  await expect.poll(() => ends).toEqual(['client ECONNRESET'])
  proxy.admit('fin')
  await open(proxy, ends)
  await expect.poll(() => ends).toEqual(['client ECONNRESET', 'client end'])
  proxy.admit('hang')
  const hanging = await open(proxy, ends)
  hanging.socket.write('anybody?')
  proxy.admit({ status: 429, headers: { 'retry-after': '3' } })
  const asked = await open(proxy, ends)
  asked.socket.write('GET / HTTP/1.1\r\n\r\n')
  await expect.poll(asked.text).toMatch(/^HTTP\/1\.1 429 .*retry-after: 3/s)
  expect([hanging.text(), hanging.socket.readyState]).toEqual(['', 'open'])
  expect(proxy.counts).toMatchObject({ accepted: 1, refused: 4 })
})

test('a status is an answer to fetch', async () => {
  const { proxy } = await start()
  proxy.admit({ status: 503, headers: { 'retry-after': '7' } })
  const answer = await fetch(proxy.url('http', '/live'))
  expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([503, '7', ''])
})

test('a slow one is let through late, with what was said meanwhile', async () => {
  const { proxy } = await start({ slowMs: 80 })
  proxy.admit('slow')
  const startedAt = performance.now()
  await greet(await open(proxy))
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(78)
})

test('another server is led to from the next connection on', async () => {
  const first = await start()
  const second = await start()
  await greet(first.client)
  first.proxy.retarget(second.proxy.port)
  await greet(await open(first.proxy))
  await greet(await open(first.proxy))
  first.client.socket.write('b')
  await expect.poll(first.client.text).toBe('ab')
  expect([first.got, second.got]).toEqual([
    [1, 1],
    [1, 1],
  ])
})

test('a server that is down is a reset, and counts as refused', async () => {
  const gone = await createChaosProxy({ targetPort: 1 })
  await gone.close()
  const proxy = await createChaosProxy({ targetPort: gone.port })
  later(() => proxy.close())
  const ends: string[] = []
  await open(proxy, ends)
  await expect.poll(() => ends).toEqual(['client ECONNRESET'])
  expect(proxy.counts).toMatchObject({ accepted: 0, refused: 1 })
})

test('closing ends everything: holes, stalls, those that hang, those that wait, and timers', async () => {
  const before = process.getActiveResourcesInfo()
  const { proxy, sockets, client } = await start({ slowMs: 60_000, up: { latencyMs: 60_000 } })
  client.socket.write('never')
  const holed = await open(proxy)
  const stalled = await open(proxy)
  await expect.poll(() => proxy.connections.length).toBe(3)
  proxy.connections[1]?.fault('black-hole')
  proxy.connections[2]?.fault('stall')
  proxy.admit('hang')
  const hanging = await open(proxy)
  proxy.admit('slow')
  const slow = await open(proxy)
  await settled(20)
  await proxy.close()
  await proxy.close()
  const clients = [client, holed, stalled, hanging, slow].map(({ socket }) => socket)
  await expect.poll(() => [...clients, ...sockets].every(({ closed }) => closed)).toBe(true)
  const timersOf = (resources: string[]): number => resources.filter((name) => name === 'Timeout').length
  expect(timersOf(process.getActiveResourcesInfo())).toBeLessThanOrEqual(timersOf(before))
  await expect(fetch(proxy.url('http'))).rejects.toThrow('fetch failed')
})
