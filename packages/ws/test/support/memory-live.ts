import { createClient } from '@fairlead/core'
import { type VirtualClock, createVirtualClock } from '@fairlead/testing'
import { type ConnectOptions, connect } from '@fairlead/ws'
import { type SocketServerOptions, createSocketServer } from '@fairlead/ws/server'
import { contract } from './contract.ts'
import { memoryNetwork } from './memory-link.ts'

type Contract = typeof contract

/** Both halves on one virtual clock, with a network between them that a test breaks. */
export function memoryLive({
  clock = createVirtualClock(),
  server: serverOptions = {},
  ...options
}: Partial<ConnectOptions<Contract>> & {
  readonly clock?: VirtualClock
  readonly server?: Partial<SocketServerOptions<Contract>>
} = {}) {
  const heard: number[] = []
  const errors: unknown[] = []
  const startServer = () => {
    const made = createSocketServer({
      runtime: clock,
      limits: { maxFramesPerSecond: Infinity },
      onError: (error) => void errors.push(error),
      ...serverOptions,
      messages: contract,
    })
    for (const name of ['steer', 'nudge', 'glance'] as const) made.on(name, ({ n }) => void heard.push(n))
    made.handle('double', (n) => n * 2)
    made.channel('vessel', ({ id }) => id !== 'secret')
    made.channel('tower', () => true)
    return made
  }
  const live = { server: startServer() }
  const network = memoryNetwork(live.server, clock)
  const client = createClient({ baseUrl: 'https://harbour.example', runtime: clock })
  const open = () => connect(client, { url: '/live', messages: contract, transport: network.transport, ...options })
  return {
    clock,
    network,
    client,
    heard,
    errors,
    connection: open(),
    open,
    get server() {
      return live.server
    },
    /** Another server takes the place of this one, which forgets everything unless it has a store. */
    restart() {
      live.server.close()
      network.cut()
      live.server = startServer()
      network.server = live.server
    },
  }
}

/** The same, once the connection is ready. */
export async function readyLive(options: Parameters<typeof memoryLive>[0] = {}) {
  const made = memoryLive(options)
  await made.clock.advance(50)
  return made
}
