import { createServer } from 'node:http'
import { createChaosProxy } from '@fairlead/testing/chaos'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { later, listen, settled } from './echo.ts'

async function start() {
  const server = createServer()
  const sockets = new WebSocketServer({ server, path: '/live' })
  sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(String(data))))
  later(() => sockets.close())
  const proxy = await createChaosProxy({ targetPort: await listen(server) })
  later(() => proxy.close())

  const socket = new WebSocket(proxy.url('ws', '/live'))
  later(() => socket.close())
  const events: string[] = []
  socket.addEventListener('message', ({ data }) => events.push(String(data)))
  socket.addEventListener('error', () => events.push('error'))
  socket.addEventListener('close', ({ code }) => events.push(`close ${code}`))
  await new Promise((resolve) => socket.addEventListener('open', resolve))
  socket.send('here')
  await expect.poll(() => events).toEqual(['here'])
  return { proxy, socket, sockets, events }
}

test('a WebSocket in a black hole hears nothing, not even that its server is gone', async () => {
  const { proxy, socket, sockets, events } = await start()
  proxy.fault('black-hole')
  socket.send('still here')
  for (const peer of sockets.clients) {
    peer.send('so are we')
    peer.close(1001)
    peer.terminate()
  }
  await settled(200)
  expect([events, socket.readyState, socket.bufferedAmount]).toEqual([['here'], WebSocket.OPEN, 0])
})

test('an end comes without a close frame', async () => {
  const { proxy, sockets, events } = await start()
  const codes: number[] = []
  for (const peer of sockets.clients) peer.on('close', (code) => codes.push(code))
  proxy.fault('fin')
  await expect.poll(() => events.at(-1)).toBe('close 1006')
  await expect.poll(() => codes).toEqual([1006])
})

test('a close frame arrives with its code over a slow link', async () => {
  const { proxy, sockets, events } = await start()
  proxy.conditions({ down: { latencyMs: 30 } })
  for (const peer of sockets.clients) peer.close(4401, 'sign in again')
  await expect.poll(() => events.at(-1)).toBe('close 4401')
})
