import { createServer } from 'node:net'
import { createChaosProxy } from '@fairlead/testing/chaos'
import { expect, test } from 'vitest'
import { greet, later, listen, open, settled, start } from './echo.ts'

test('latency is added in each direction, and changes on the way', async () => {
  const { client, proxy } = await start({ up: { latencyMs: 100 }, down: { latencyMs: 100 } })
  let sentAt = performance.now()
  await greet(client)
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(198)
  proxy.conditions({ up: {}, down: {} })
  sentAt = performance.now()
  client.socket.write('b')
  await new Promise((resolve) => client.socket.once('data', resolve))
  expect(performance.now() - sentAt).toBeLessThan(100)
})

test('bytes that are late and jittered never overtake one another, and slices stay in order', async () => {
  const { client } = await start({ up: { latencyMs: 2, jitterMs: 8, sliceBytes: 3 }, down: { jitterMs: 5 } })
  const sent = Array.from({ length: 300 }, (_, n) => String.fromCharCode(65 + (n % 26))).join('')
  for (let at = 0; at < sent.length; at += 20) client.socket.write(sent.slice(at, at + 20))
  await expect.poll(client.text, { timeout: 5_000 }).toBe(sent)
})

test('slices arrive apart', async () => {
  const { client, got } = await start({ up: { sliceBytes: 100 } })
  client.socket.write(Buffer.alloc(2_000))
  await expect.poll(() => client.text().length).toBe(2_000)
  expect(got.length).toBeGreaterThan(5)
})

test('what was said before an end arrives before it, however late', async () => {
  const port = await listen(createServer((socket) => socket.end('bye')))
  const proxy = await createChaosProxy({ targetPort: port, down: { latencyMs: 40 } })
  later(() => proxy.close())
  const ends: string[] = []
  const client = await open(proxy, ends)
  await expect.poll(() => ends).toEqual(['client end'])
  expect(client.text()).toBe('bye')
})

test('a slow wire takes as long as it says, little by little', async () => {
  const { client, got } = await start({ up: { bytesPerSecond: 100_000 } })
  const sentAt = performance.now()
  client.socket.write(Buffer.alloc(20_000))
  await expect.poll(() => got.reduce((sum, n) => sum + n, 0)).toBe(20_000)
  expect(performance.now() - sentAt).toBeGreaterThanOrEqual(190)
  expect(got.length).toBeGreaterThan(4)
})

test('a slow wire holds a bounded amount and then the sender', async () => {
  const { client, proxy } = await start({ up: { bytesPerSecond: 100_000, bufferBytes: 10_000 } })
  const whole = 30_000_000
  client.socket.write(Buffer.alloc(whole))
  await settled()
  expect(client.socket.writableLength).toBeGreaterThan(whole / 2)
  expect(proxy.connections[0]?.bytesUp).toBeLessThan(1_000_000)
})

test('a reader that stops holds the sender on the other side', async () => {
  const whole = 50_000_000
  const { client, proxy, sockets } = await start()
  await greet(client)
  client.socket.pause()
  sockets[0]?.write(Buffer.alloc(whole))
  await settled(200)
  expect(sockets[0]?.writableLength).toBeGreaterThan(whole / 2)
  client.socket.resume()
  await expect.poll(() => proxy.connections[0]?.bytesDown, { timeout: 10_000 }).toBe(whole + 1)
})

test('conditions that cannot be are refused', async () => {
  await expect(createChaosProxy({ targetPort: 1, up: { sliceBytes: 0 } })).rejects.toThrow(RangeError)
  const { proxy } = await start()
  expect(() => proxy.conditions({ down: { bytesPerSecond: 0 } })).toThrow('bytesPerSecond')
  expect(() => proxy.conditions({ down: { latencyMs: -1 } })).toThrow('latencyMs')
})
