import { expect, test } from 'vitest'
import { greet, open, settled, start } from './echo.ts'

test('bytes pass both ways and are counted', async () => {
  const { client, proxy } = await start()
  client.socket.write('hello')
  await expect.poll(client.text).toBe('hello')
  const [connection] = proxy.connections
  expect([proxy.connections.length, connection?.id, connection?.open]).toEqual([1, 1, true])
  expect([connection?.bytesUp, connection?.bytesDown]).toEqual([5, 5])
})

test('a reset is seen as one on both sides', async () => {
  const { client, proxy, ends } = await start()
  await greet(client)
  const [connection] = proxy.connections
  expect(proxy.fault('rst')).toBe(1)
  await expect.poll(() => ends.toSorted()).toEqual(['client ECONNRESET', 'server ECONNRESET'])
  expect([proxy.connections, connection?.open]).toEqual([[], false])
})

test('an end is seen as one on both sides', async () => {
  const { client, proxy, ends } = await start()
  await greet(client)
  proxy.fault('fin')
  await expect.poll(() => ends.toSorted()).toEqual(['client end', 'server end'])
})

test('a client that resets resets the server, and one that ends ends it', async () => {
  const { client, proxy, ends } = await start()
  await greet(client)
  client.socket.resetAndDestroy()
  await expect.poll(() => ends).toEqual(['server ECONNRESET'])
  const polite = await open(proxy, ends)
  await greet(polite)
  polite.socket.end()
  await expect.poll(() => ends).toEqual(['server ECONNRESET', 'server end', 'client end'])
  await expect.poll(() => proxy.connections).toEqual([])
})

test('a black hole takes bytes and gives none, and neither side hears of the other', async () => {
  const { client, proxy, ends, got, sockets } = await start()
  await greet(client)
  proxy.fault('black-hole')
  // More than the kernels would hold: what is written was taken.
  await new Promise((resolve) => client.socket.write(Buffer.alloc(20_000_000), resolve))
  sockets[0]?.write('z')
  await settled()
  expect([client.text(), got, ends]).toEqual(['a', [1], []])
  client.socket.end()
  await settled()
  expect(ends).toEqual([])
})

test.each(['end', 'destroy', 'resetAndDestroy'] as const)(
  'a client that leaves a hole by %s is not missed',
  async (how) => {
    const { client, proxy, ends, sockets } = await start()
    await greet(client)
    proxy.fault('black-hole')
    client.socket[how]()
    await expect.poll(() => proxy.connections).toEqual([])
    sockets[0]?.write('anybody?')
    await settled()
    expect(ends).toEqual([])
  },
)

test.each(['end', 'resetAndDestroy'] as const)('a server that leaves a hole by %s is not missed', async (how) => {
  const { client, proxy, ends, sockets } = await start()
  await greet(client)
  proxy.fault('black-hole')
  sockets[0]?.[how]()
  await settled()
  expect([ends, proxy.connections.length, client.socket.readyState]).toEqual([[], 1, 'open'])
})

test('a hole that is opened again tells of who left meanwhile', async () => {
  const { client, proxy, ends, sockets } = await start()
  await greet(client)
  proxy.fault('black-hole')
  sockets[0]?.resetAndDestroy()
  await settled()
  proxy.fault('resume')
  await expect.poll(() => ends).toEqual(['client ECONNRESET'])

  const other = await open(proxy, ends)
  await greet(other)
  proxy.fault('black-hole')
  sockets[1]?.end()
  await settled()
  proxy.fault('resume')
  await expect.poll(() => ends).toContain('client end')
})

test('a hole swallows what was under way', async () => {
  const { client, proxy, got } = await start({ up: { latencyMs: 250 } })
  client.socket.write('a')
  await settled()
  proxy.fault('black-hole')
  await settled(300)
  expect(got).toEqual([])
})

test('a black hole in one direction lets the other pass', async () => {
  const { client, proxy, got, sockets } = await start()
  await greet(client)
  proxy.fault('black-hole-down')
  client.socket.write('b')
  await expect.poll(() => got).toEqual([1, 1])
  await settled()
  expect(client.text()).toBe('a')

  const other = await open(proxy)
  await greet(other)
  proxy.connections.at(-1)?.fault('black-hole-up')
  other.socket.write('b')
  sockets[1]?.write('z')
  await expect.poll(other.text).toBe('az')
  expect(got).toEqual([1, 1, 1])
})

test('what is stalled fills up the sender and goes on when it is resumed, in order', async () => {
  const { client, proxy } = await start()
  await greet(client)
  proxy.fault('stall')
  const whole = 20_000_000
  client.socket.write(Buffer.alloc(whole, 'b'))
  client.socket.write('c')
  await settled()
  expect(client.text()).toBe('a')
  expect(client.socket.writableLength).toBeGreaterThan(whole / 2)
  proxy.fault('resume')
  await expect.poll(() => client.text().length, { timeout: 10_000 }).toBe(whole + 2)
  expect(client.text().at(-1)).toBe('c')
})

test('a stall that becomes a hole takes bytes again', async () => {
  const { client, proxy, got } = await start()
  await greet(client)
  proxy.fault('stall')
  proxy.fault('black-hole')
  await new Promise((resolve) => client.socket.write(Buffer.alloc(20_000_000), resolve))
  expect(got).toEqual([1])
})

test('a cut comes in the middle of what is sent', async () => {
  const { client, proxy, got, ends } = await start()
  await greet(client)
  proxy.connections[0]?.cutAfter(4)
  client.socket.write('bcdefgh')
  await expect.poll(() => ends).toContain('client ECONNRESET')
  await expect.poll(() => got.reduce((sum, n) => sum + n, 0)).toBe(5)

  const other = await open(proxy, ends)
  await greet(other)
  proxy.connections[0]?.cutAfter(2, 'down')
  other.socket.write('bcdefgh')
  await expect.poll(() => proxy.connections).toEqual([])
  await expect.poll(other.text).toBe('abc')
})

test('faults are counted wherever they were asked for', async () => {
  const { client, proxy } = await start()
  await greet(client)
  proxy.connections[0]?.fault('stall')
  proxy.fault('resume')
  proxy.connections[0]?.cutAfter(1)
  client.socket.write('b')
  await expect.poll(() => proxy.connections).toEqual([])
  expect(proxy.counts.faults).toMatchObject({ stall: 1, resume: 1, rst: 1, fin: 0 })
  expect(proxy.fault('rst')).toBe(0)
})
