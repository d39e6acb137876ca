import { appendFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'
import { redis } from '@fairlead/redis'
import { redisSessions } from '@fairlead/redis/ws'
import { attachWs, createSocketServer } from '@fairlead/ws/server'
import { WebSocketServer } from 'ws'
import { clients } from '../../../support/clients.ts'
import { contract } from './contract.ts'

/** One server of a fleet: writes down what it was given, and which of its answers were acknowledged. */
const [url = '', namespace = '', kind = '', number = '', log = ''] = process.argv.slice(2)
const opened = await clients[kind]?.(url)
if (!opened) throw new Error(`there is no client called ${kind}`)
const by = Number(number)
// Such a machine may be busy; what is late is another test.
const fleet = redis(opened.client, { namespace, deadlineMs: 2_000 })
const sockets = createSocketServer({
  messages: contract,
  store: redisSessions(fleet),
  limits: { maxFramesPerSecond: Infinity },
})
sockets.on('steer', async (n, peer) => {
  // At once: what is written down must not go with the process.
  appendFileSync(log, `taken ${by} ${n}\n`)
  const { state } = await peer.send('echo', { by, n })
  if (state === 'acknowledged') appendFileSync(log, `came ${by} ${n}\n`)
})
sockets.handle('double', (n) => 2 * n)

const server = createServer()
attachWs(sockets, { server, path: '/live', WebSocketServer })
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
