import { configError } from '@fairlead/core'

/** What goes wrong with live connections: `cut` ends them without a word, `half-open` lets them stand, and nothing passes. */
export type SocketFault = 'cut' | 'half-open'

/** The live connections that can be broken: those that were opened with its `WebSocket`. */
export interface SocketFaults {
  /**
   * The platform's WebSocket, with a fault line. Give it to the connection, such as `native({ WebSocket })` of `@fairlead/ws`.
   * @throws `config` where the platform has none
   */
  readonly WebSocket: new (url: string | URL, protocols?: string | string[]) => WebSocket
  /** How many stand now. */
  count(): number
  /** Breaks those that stand now; those opened later are whole. */
  strike(fault: SocketFault): void
}

/** A socket that can be broken. */
interface Breakable {
  strike(fault: SocketFault): void
}

/** Makes the sockets of one client. */
export function createSocketFaults(): SocketFaults {
  const standing = new Set<Breakable>()
  let made: SocketFaults['WebSocket'] | undefined
  return {
    get WebSocket() {
      return (made ??= breakable(standing))
    },
    count: () => standing.size,
    strike(fault) {
      for (const socket of standing) socket.strike(fault)
    },
  }
}

function breakable(standing: Set<Breakable>): SocketFaults['WebSocket'] {
  const Platform = globalThis.WebSocket as typeof WebSocket | undefined
  if (!Platform) throw configError('faults: the platform has no WebSocket')
  return class extends Platform {
    #isSilent = false
    #isOver = false

    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      // Its listeners are the first ones: what they stop, nobody hears.
      this.addEventListener('open', () => {
        const own: Breakable = { strike: (fault) => this.#strike(fault) }
        standing.add(own)
        this.addEventListener('close', () => standing.delete(own))
      })
      this.addEventListener('message', (event) => {
        if (this.#isSilent) event.stopImmediatePropagation()
      })
      this.addEventListener('close', (event) => {
        if (this.#isOver) event.stopImmediatePropagation()
        this.#isOver = true
      })
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      if (!this.#isSilent) super.send(data)
    }

    #strike(fault: SocketFault): void {
      this.#isSilent = true
      if (fault === 'half-open') return
      // By itself, a page can end a link in good order alone: the end of a lost one (RFC 6455 section 7.1.5) is told first.
      this.dispatchEvent(Object.assign(new Event('close'), { code: 1006, reason: '', wasClean: false }))
      this.close()
    }
  }
}
