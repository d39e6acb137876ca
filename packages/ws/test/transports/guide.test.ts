import { createServer } from 'node:http'
import type { MessageContract } from '@fairlead/ws'
import { type SocketServer, attachWs, createSocketServer } from '@fairlead/ws/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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
})
