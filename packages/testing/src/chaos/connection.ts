import type { Socket } from 'node:net'
import type { Fault } from './chaos-proxy.ts'
import { type LinkConditions, createPipe } from './pipe.ts'

/** One connection through the proxy. */
export interface ChaosConnection {
  readonly id: number
  readonly isOpen: boolean
  fault(fault: Fault): void
  /** Ends the connection by RST when as many bytes more have passed, in the middle of a frame if need be. */
  cutAfter(bytes: number, direction?: 'up' | 'down'): void
  readonly bytesUp: number
  readonly bytesDown: number
}

/** A connection, with what the proxy alone does to it. */
export interface OwnConnection extends ChaosConnection {
  conditions(change: { readonly up?: LinkConditions; readonly down?: LinkConditions }): void
  destroy(): void
}

/** Joins a client's socket with a server's. */
export function joinSockets(
  id: number,
  client: Socket,
  server: Socket,
  given: { readonly up: LinkConditions; readonly down: LinkConditions; readonly random: () => number },
  closed: () => void,
): OwnConnection {
  const up = createPipe(client, server, given.up, given.random)
  const down = createPipe(server, client, given.down, given.random)
  let isOpen = true
  /** Whether an end on one side reaches the other: a hole lets nothing through. */
  let isHole = false

  function end(how: 'rst' | 'fin' | 'destroy'): void {
    if (!isOpen) return
    isOpen = false
    up.stop()
    down.stop()
    for (const socket of [client, server]) {
      // An end is read by nobody who has stopped reading.
      socket.resume()
      if (how === 'rst') socket.resetAndDestroy()
      else if (how === 'fin') socket.end(() => socket.destroySoon())
      else socket.destroy()
    }
    closed()
  }
  for (const socket of [client, server]) {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('end', () => {
      if (!isHole) end('fin')
    })
    socket.on('close', () => {
      if (isHole && !client.destroyed) return
      end('destroy')
    })
  }
  return {
    id,
    get isOpen() {
      return isOpen
    },
    get bytesUp() {
      return up.bytes
    },
    get bytesDown() {
      return down.bytes
    },
    fault(fault) {
      if (fault === 'rst' || fault === 'fin') return end(fault)
      if (fault === 'resume') {
        isHole = false
        up.resume()
        down.resume()
        return
      }
      if (fault === 'stall') {
        for (const socket of [client, server]) socket.pause()
        up.mode = down.mode = 'stall'
        return
      }
      isHole = true
      if (fault !== 'black-hole-down') up.mode = 'swallow'
      if (fault !== 'black-hole-up') down.mode = 'swallow'
    },
    cutAfter: (bytes, direction = 'up') => (direction === 'up' ? up : down).cutAfter(bytes, () => end('rst')),
    conditions(change) {
      if (change.up) up.conditions = change.up
      if (change.down) down.conditions = change.down
    },
    destroy: () => end('destroy'),
  }
}
