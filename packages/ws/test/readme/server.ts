import { createServer } from 'node:http'
import { attachWs, createSocketServer } from '@fairlead/ws/server'
import { WebSocketServer } from 'ws'
import { messages } from './contract.ts'

export const sockets = createSocketServer({ messages })
sockets.on('steer', ({ id, course }) => console.log(`${id} steers ${course}`))
sockets.handle('depth', ({ berth }) => (berth === 'N4' ? 11.5 : 8))
sockets.onSession((peer) => void peer.send('position', { id: 'aurora', latitude: 54.32, longitude: 10.14 }))

const server = createServer()
attachWs(sockets, { server, path: '/live', WebSocketServer })
server.listen(8080)
