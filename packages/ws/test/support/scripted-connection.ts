import { type Plugin, createClient } from '@fairlead/core'
import { type VirtualClock, createVirtualClock } from '@fairlead/testing'
import { type ConnectOptions, type Transition, connect } from '@fairlead/ws'
import { contract } from './contract.ts'
import { type ScriptedLink, scripted } from './scripted.ts'

type Options = Partial<ConnectOptions<typeof contract>> & {
  readonly plugins?: readonly Plugin[]
  readonly clock?: VirtualClock
  readonly onLink?: (link: ScriptedLink) => void
}

/** A connection on a virtual clock whose server is the test. */
export function scriptedConnection({ plugins = [], clock = createVirtualClock(), onLink, ...options }: Options = {}) {
  const server = scripted(onLink)
  const client = createClient({ baseUrl: 'https://harbour.example', runtime: clock, plugins: [...plugins] })
  const transitions: Transition[] = []
  const connection = connect(client, { url: '/live', messages: contract, transport: server.transport, ...options })
  connection.onTransition((transition) => void transitions.push(transition))
  return { clock, client, server, connection, transitions }
}
