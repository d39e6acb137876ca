// The fault server and a live server in a process of their own: the runtimes under test take turns, and none of them may
// slow them down.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startFaultServer } from '@fairlead/testing/server'
import { attachWs, createSocketServer, sseEndpoint } from '@fairlead/ws/server'
import { WebSocketServer } from 'ws'
import { answerLive, messages } from './suite/live-contract.ts'

const faults = await startFaultServer()
const sockets = createSocketServer({ messages, onError() {} })
answerLive(sockets)
const events = sseEndpoint(sockets)
const live = createServer(events.node)
attachWs(sockets, { server: live, path: '/live', WebSocketServer })
await new Promise<void>((resolve) => live.listen(0, '127.0.0.1', resolve))
console.log(`${faults.origin} http://127.0.0.1:${(live.address() as AddressInfo).port}`)
// The pipe from run.ts closes when that process ends, however it ends.
process.stdin.resume()
process.stdin.on('end', () => process.exit())
