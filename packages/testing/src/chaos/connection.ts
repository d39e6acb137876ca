import type { Socket } from 'node:net'
import type { LinkConditions } from './conditions.ts'
import { createPipe } from './pipe.ts'

/**
 * What happens to an open connection: reset; ended without a word; black-holed (bytes are taken and go nowhere, in one
 * direction or both); stalled (nothing is read, so that the sender fills up) until it is resumed.
 */
export type Fault = 'rst' | 'fin' | 'black-hole' | 'black-hole-up' | 'black-hole-down' | 'stall' | 'resume'

/** One connection through the proxy. */
export interface ChaosConnection {
  readonly id: number
  /** Whether the client still has it; a server that a black hole keeps waiting does not count. */
  readonly open: boolean
  fault(fault: Fault): void
  /**
   * Ends the connection by RST when as many bytes more have passed, in the middle of a frame if need be.
   *
   * @defaultValue `up` for the direction
   */
  cutAfter(bytes: number, direction?: 'up' | 'down'): void
  readonly bytesUp: number
  readonly bytesDown: number
}

/** A connection, with what the proxy alone does to it. */
export interface OwnConnection extends ChaosConnection {
  conditions(change: { readonly up?: LinkConditions; readonly down?: LinkConditions }): void
  destroy(): void
}

/** What a connection is made of, and whom it tells. */
export interface Joined {
  readonly client: Socket
  readonly server: Socket
  readonly up: LinkConditions
  readonly down: LinkConditions
  readonly random: () => number
  /** A fault has struck. */
  readonly struck: (fault: Fault) => void
  /** Both sockets are closed. */
  readonly closed: () => void
}

/** Joins a client's socket with a server's. */
export function joinSockets(id: number, { client, server, random, struck, closed, ...given }: Joined): OwnConnection {
  const up = createPipe(client, server, given.up, random, done)
  const down = createPipe(server, client, given.down, random, done)
  let isOver = false

  function end(how: 'rst' | 'fin' | 'destroy'): void {
    isOver = true
    up.stop()
    down.stop()
    for (const socket of [client, server]) {
      // An end is read by nobody who has stopped reading.
      socket.resume()
      if (how === 'rst') socket.resetAndDestroy()
      else if (how === 'fin') socket.end(() => socket.destroySoon())
      else socket.destroy()
    }
  }
  function done(): void {
    if (!isOver && up.isDone && down.isDone) end('fin')
  }
  function left(out: typeof up, back: typeof up, byError: boolean): void {
    if (client.closed && server.closed) closed()
    if (isOver) return
    // What resets goes through like bytes do: not out of a hole.
    if (byError && out.mode !== 'swallow') return end('rst')
    back.swallow()
    out.finish()
  }
  function strike(fault: Fault): void {
    if (isOver) return
    struck(fault)
    if (fault === 'rst' || fault === 'fin') return end(fault)
    // What comes out of a hole to somebody who is gone is answered with a reset.
    if (fault === 'resume' && (client.closed || server.closed)) return end('rst')
    const isUp = fault !== 'black-hole-down'
    const isDown = fault !== 'black-hole-up'
    const what = fault === 'stall' ? 'stall' : fault === 'resume' ? 'flow' : 'swallow'
    if (isUp) up[what]()
    if (isDown) down[what]()
  }
  for (const socket of [client, server]) {
    socket.setNoDelay(true)
    socket.on('error', () => {})
  }
  client.on('close', (byError) => left(up, down, byError))
  server.on('close', (byError) => left(down, up, byError))
  return {
    id,
    get open() {
      return !isOver && !client.destroyed && !client.readableEnded
    },
    get bytesUp() {
      return up.bytes
    },
    get bytesDown() {
      return down.bytes
    },
    fault: strike,
    cutAfter: (bytes, direction = 'up') => (direction === 'up' ? up : down).cutAfter(bytes, () => strike('rst')),
    conditions(change) {
      if (change.up) up.conditions = change.up
      if (change.down) down.conditions = change.down
    },
    destroy: () => end('destroy'),
  }
}
