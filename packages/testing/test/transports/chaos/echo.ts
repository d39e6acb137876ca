import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net'
import { type ChaosProxy, type ChaosProxyOptions, createChaosProxy } from '@fairlead/testing/chaos'
import { afterEach, expect } from 'vitest'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

/** Something to undo when the test is over. */
export const later = (cleanup: () => unknown): void => void cleanups.push(cleanup)

/** A server on a free port, closed with all its sockets after the test. */
export async function listen(server: Server): Promise<number> {
  server.on('connection', (socket) => later(() => socket.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  later(() => server.close())
  return (server.address() as AddressInfo).port
}

/** A server that echoes, the proxy before it, and a client. */
export async function start(options: Omit<ChaosProxyOptions, 'targetPort'> = {}) {
  const ends: string[] = []
  const got: number[] = []
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('data', (data) => {
      got.push(data.length)
      socket.write(data)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => ends.push(`server ${error.code}`))
    socket.on('end', () => ends.push('server end'))
  })
  const proxy = await createChaosProxy({ targetPort: await listen(server), ...options })
  later(() => proxy.close())
  return { proxy, ends, got, sockets, client: await open(proxy, ends) }
}

/** A client whose errors and ends are noted. */
export async function open(proxy: ChaosProxy, ends: string[] = []) {
  const socket: Socket = connect(proxy.port, '127.0.0.1')
  later(() => socket.destroy())
  let text = ''
  socket.setEncoding('latin1')
  socket.on('data', (data) => (text += data))
  socket.on('error', (error: NodeJS.ErrnoException) => ends.push(`client ${error.code}`))
  socket.on('end', () => ends.push('client end'))
  await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))
  return { socket, text: () => text }
}

/** An echo that has come back, so that the whole way is known to be there. */
export async function greet(client: Awaited<ReturnType<typeof open>>): Promise<void> {
  client.socket.write('a')
  await expect.poll(client.text).toBe('a')
}

/** Long enough for loopback to have delivered whatever was going to come. */
export const settled = (ms = 60): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
