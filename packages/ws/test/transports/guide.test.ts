import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MessageContract } from '@fairlead/ws'
import { type SocketServer, attachWs, createSocketServer } from '@fairlead/ws/server'
import { Server as SocketIo } from 'socket.io'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { programsOf, run } from '../../../../tools/guide-programs.ts'
import { type FreePort, onAFreePort } from '../support/on-a-free-port.ts'

const nowhere = async (): Promise<Response> => new Response(null, { status: 404 })
let port: FreePort

/** A server of a page that shows the client alone. */
function serve(messages: MessageContract): SocketServer<MessageContract> {
  const sockets = createSocketServer({ messages, onError() {} })
  const server = createServer()
  attachWs(sockets, { server, path: '/live', WebSocketServer })
  server.listen()
  return sockets
}

/** A server that nobody of ours wrote. */
function serveFeed(): string[] {
  const heard: string[] = []
  const server = createServer()
  new WebSocketServer({ server, path: '/feed' }).on('connection', (socket) => {
    socket.on('message', (frame) => {
      heard.push(String(frame))
      const { type, id } = JSON.parse(String(frame)) as { type: string; id?: number }
      if (type === 'watch') socket.send(JSON.stringify({ type: 'price', data: 702 }))
      if (id !== undefined) socket.send(JSON.stringify({ id, data: 702 }))
    })
  })
  server.listen()
  return heard
}

beforeEach(() => {
  port = onAFreePort()
})
afterEach(() => port.close())

describe('the programs of the guide to live connections', () => {
  test('show both halves', async () => {
    const [both = ''] = programsOf('live')
    expect(await run(both, nowhere)).toEqual([
      ['aurora steers 270'],
      ['acknowledged'],
      [11.5],
      ['refused', 'no-such-berth'],
      [1],
      ['moved to', 54.3],
      ['forbidden'],
      ['closed'],
    ])
  })

  test('show verdicts, and what waits under a key', async () => {
    const [verdicts = ''] = programsOf('live-delivery')
    const any = z.any()
    const sockets = serve({ toServer: { steer: any, draft: any, cursor: any } })
    expect(await run(verdicts, nowhere)).toEqual([
      ['the harbour has it'],
      ['not-sent', { reason: 'conflated' }],
      ['acknowledged', {}],
      ['not-sent', { reason: 'offline' }],
    ])
    sockets.close()
  })

  test('show a foreign server', async () => {
    const [, foreign = ''] = programsOf('live-delivery')
    const heard = serveFeed()
    expect(await run(foreign, nowhere)).toEqual([
      ['price', 702],
      ['unknown', 702],
    ])
    expect(heard[0]).toBe('{"type":"login","data":"guest"}')
  })

  test('show the steps of a connection', async () => {
    const [steps = ''] = programsOf('live-reconnect')
    const sockets = serve({})
    const up = [
      ['authenticating', 'open'],
      ['ready', 'welcome'],
    ]
    expect(await run(steps, nowhere)).toEqual([
      ['connecting', 'start'],
      ...up,
      ['waiting', 'asked'],
      ['connecting', 'asked'],
      ...up,
      ['closed', 'closed'],
    ])
    sockets.close()
  })

  test('show whose connection it is', async () => {
    const [both = ''] = programsOf('live-sessions')
    vi.stubGlobal('fetch', async () => Response.json({ access_token: 'a1', refresh_token: 'r1', sub: 'ann' }))
    expect(await run(both, nowhere)).toEqual([['idle'], ['ann'], ['idle'], ['auth', 'signed-out']])
  })

  test('show one server half behind several adapters', async () => {
    const [adapters = ''] = programsOf('live-server')
    const tide = ['Kalmar: high at 06:12']
    expect(await run(adapters, nowhere)).toEqual([tide, tide])
  })

  test('show an end that says when to come back', async () => {
    const [, end = ''] = programsOf('live-server')
    const closes = vi.spyOn(process, 'on').mockImplementation(() => process)
    expect(await run(end, nowhere)).toEqual([])
    expect(closes).toHaveBeenCalledExactlyOnceWith('SIGTERM', expect.any(Function))
    expect(() => closes.mock.calls[0]?.[1]()).not.toThrow()
    closes.mockRestore()
  })

  test('show a restart with a store', async () => {
    const [, , restart = ''] = programsOf('live-server')
    expect(await run(restart, nowhere)).toEqual([
      ['steers', 270],
      ['acknowledged'],
      ['a gap', 'partial'],
      ['steers', 280],
      ['acknowledged'],
    ])
  })

  test('show a server of socket.io as it is', async () => {
    const [events = ''] = programsOf('migrating-from-socketio')
    const server = createServer()
    const io = new SocketIo(server, { serveClient: false })
    io.on('connection', (socket) => {
      socket.on('watch', (id: string) => socket.emit('position', { id, latitude: 54.3 }))
      socket.on('depth', (_: string, reply: (depth: number) => void) => reply(11.5))
    })
    server.listen()
    // Its client brings a WebSocket of its own.
    const { port: free } = server.address() as AddressInfo
    expect(await run(events.replace('localhost:8080', `127.0.0.1:${free}`), nowhere)).toEqual([
      ['aurora', 54.3],
      [11.5],
    ])
    await io.close()
  })
})
