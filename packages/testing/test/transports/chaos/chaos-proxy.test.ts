import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import { type ChaosProxy, type ChaosProxyOptions, createChaosProxy } from '@fairlead/testing/chaos'
import { afterEach, expect, test } from 'vitest'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

/** A server that echoes, the proxy before it, and a client. */
async function start(options: Omit<ChaosProxyOptions, 'targetPort'> = {}) {
  const ends: string[] = []
  const got: number[] = []
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      got.push(data.length)
      socket.write(data)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => ends.push(`server ${error.code}`))
    socket.on('end', () => ends.push('server end'))
    cleanups.push(() => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => server.close())
  const proxy = await createChaosProxy({ targetPort: (server.address() as AddressInfo).port, ...options })
  cleanups.push(() => proxy.close())
  return { proxy, ends, got, client: await open(proxy, ends) }
}

async function open(proxy: ChaosProxy, ends: string[]) {
  const socket: Socket = connect(proxy.port, '127.0.0.1')
  cleanups.push(() => socket.destroy())
  let text = ''
  socket.setEncoding('latin1')
  socket.on('data', (data) => (text += data))
  socket.on('error', (error: NodeJS.ErrnoException) => ends.push(`client ${error.code}`))
  socket.on('end', () => ends.push('client end'))
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
  return { socket, text: () => text }
}

/** Long enough for loopback to have delivered whatever was going to come. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60))

test('bytes pass both ways', async () => {
  const { client, proxy } = await start()
  client.socket.write('hello')
  await expect.poll(client.text).toBe('hello')
  expect(proxy.connections.map(({ bytesUp, bytesDown }) => [bytesUp, bytesDown])).toEqual([[5, 5]])
})

test('a reset is seen as one on both sides', async () => {
  const { client, proxy, ends } = await start()
  client.socket.write('a')
  await expect.poll(client.text).toBe('a')
  expect(proxy.fault('rst')).toBe(1)
  await expect.poll(() => ends.toSorted()).toEqual(['client ECONNRESET', 'server ECONNRESET'])
  expect(proxy.connections).toEqual([])
})

test('an end is seen as one on both sides', async () => {
  const { client, proxy, ends } = await start()
  client.socket.write('a')
  await expect.poll(client.text).toBe('a')
  proxy.fault('fin')
  await expect.poll(() => ends.toSorted()).toEqual(['client end', 'server end'])
})

test('a black hole takes bytes and gives none, and neither side hears of the other', async () => {
  const { client, proxy, ends, got } = await start()
  client.socket.write('a')
  await expect.poll(client.text).toBe('a')
  proxy.fault('black-hole')
  client.socket.write('b')
  await settled()
  expect([client.text(), got, ends]).toEqual(['a', [1], []])
  client.socket.end()
  await settled()
  expect(ends).toEqual([])
})

test('a black hole in one direction lets the other pass', async () => {
  const { client, proxy, got } = await start()
  client.socket.write('a')
  await expect.poll(client.text).toBe('a')
  proxy.fault('black-hole-down')
  client.socket.write('b')
  await expect.poll(() => got).toEqual([1, 1])
  expect(client.text()).toBe('a')
})

test('what is stalled goes on when it is resumed, in order', async () => {
  const { client, proxy } = await start()
  client.socket.write('a')
  await expect.poll(client.text).toBe('a')
  proxy.fault('stall')
  client.socket.write('b')
  client.socket.write('c')
  await settled()
  expect(client.text()).toBe('a')
  proxy.fault('resume')
  await expect.poll(client.text).toBe('abc')
})

test('bytes that are late and jittered never overtake one another, and slices stay in order', async () => {
  const { client } = await start({ up: { latencyMs: 2, jitterMs: 8, sliceBytes: 3 }, down: { jitterMs: 5 } })
  const sent = Array.from({ length: 300 }, (_, n) => String.fromCharCode(65 + (n % 26))).join('')
  for (let at = 0; at < sent.length; at += 20) client.socket.write(sent.slice(at, at + 20))
  await expect.poll(client.text, { timeout: 5_000 }).toBe(sent)
})

test('a slow wire holds a bounded amount and then the sender', async () => {
  const { client, proxy } = await start({ up: { bytesPerSecond: 100_000, bufferBytes: 10_000 } })
  const whole = 30_000_000
  client.socket.write(Buffer.alloc(whole))
  await settled()
  expect(client.socket.writableLength).toBeGreaterThan(whole / 2)
  expect(proxy.connections[0]?.bytesUp).toBeLessThan(1_000_000)
})

test('a cut comes in the middle of what is sent', async () => {
  const { client, proxy, got, ends } = await start()
  client.socket.write('a')
  await expect.poll(client.text).toBe('a')
  proxy.connections[0]?.cutAfter(4)
  client.socket.write('bcdefgh')
  await expect.poll(() => ends).toContain('client ECONNRESET')
  expect(got.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(5)
})

test('new connections are reset, ended, left hanging or answered with a status', async () => {
  const { proxy, ends } = await start()
  ends.length = 0
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
  expect(hanging.text()).toBe('')
  expect(proxy.counts).toMatchObject({ refused: 4 })
})

test('another server is led to from the next connection on', async () => {
  const first = await start()
  const second = await start()
  first.proxy.retarget(second.proxy.port)
  const client = await open(first.proxy, [])
  client.socket.write('z')
  await expect.poll(client.text).toBe('z')
  expect(second.got).toEqual([1])
})
