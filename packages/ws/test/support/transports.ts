import type { Transport } from '@fairlead/ws'
import { native } from '@fairlead/ws'
import { socketio } from '@fairlead/ws/socketio'
import { sse } from '@fairlead/ws/sse'

/** Every transport, and where the tests' server serves it. */
export const transports: readonly (readonly [name: string, path: string, transport: () => Transport])[] = [
  ['native', '/live', () => native()],
  ['socketio', '/io', () => socketio()],
  ['sse', '/events', () => sse()],
]
