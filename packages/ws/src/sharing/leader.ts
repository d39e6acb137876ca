import { createPump } from '../pump.ts'
import type { Frame, Link, LinkEnd, LinkTarget, Transport } from '../transport.ts'
import { MUX, joined, split } from './tab-frames.ts'

/** One tab's link, as the tab that leads sees it. */
export interface Seat {
  open(): void
  frame(frame: Frame): void
  /** So many bytes of what it sent are on their way. */
  taken(bytes: number): void
  end(end: LinkEnd): void
}

/** The socket of all tabs, in the tab that leads. */
export interface Leader {
  /** Opens a link for a tab, and the socket if need be. */
  join(tab: string, seat: Seat): void
  send(tab: string, frame: Frame): void
  leave(tab: string): void
  /** Ends the socket and with it all links. */
  stop(): void
}

/** Carries the links of all tabs over one socket, each under a number of its own. */
export function createLeader(transport: Transport, target: LinkTarget): Leader {
  const seats = new Map<number, { readonly tab: string; readonly seat: Seat }>()
  const numbers = new Map<string, number>()
  /** Frames that the buffer has no room to be told of as taken. */
  const held: { readonly tab: string; readonly bytes: number }[] = []
  let link: Link | undefined
  let isOpen = false
  let last = 0

  function over(end: LinkEnd): void {
    link = undefined
    isOpen = false
    pump.stop()
    held.length = 0
    const all = [...seats.values()]
    seats.clear()
    numbers.clear()
    for (const { seat } of all) seat.end(end)
  }
  function start(): void {
    try {
      link = connect()
    } catch {
      // As a link that ends before it opens: the connection tries again.
      over({ code: 1006 })
    }
  }
  function connect(): Link {
    return transport.connect(target, {
      open() {
        isOpen = true
        link?.send(MUX)
        for (const { seat } of seats.values()) seat.open()
      },
      frame(frame) {
        const part = split(frame)
        const seated = part && seats.get(part.tab)
        if (!part || !seated) return
        if (part.frame.length > 0) return seated.seat.frame(part.frame)
        seats.delete(part.tab)
        numbers.delete(seated.tab)
        seated.seat.end({ code: 1006 })
      },
      down: over,
    })
  }
  /** Tells tabs what is taken: above the high-water mark they are held back. */
  const pump = createPump(
    target.runtime,
    () => link,
    () => {
      const taken = held.shift()
      if (taken) seats.get(numbers.get(taken.tab) ?? 0)?.seat.taken(taken.bytes)
      return taken !== undefined
    },
  )
  return {
    join(tab, seat) {
      const number = ++last
      seats.set(number, { tab, seat })
      numbers.set(tab, number)
      if (isOpen) seat.open()
      else if (!link) start()
    },
    send(tab, frame) {
      const number = numbers.get(tab)
      if (number === undefined || !link || !isOpen) return
      link.send(joined(number, frame))
      held.push({ tab, bytes: frame.length })
      pump.run()
    },
    leave(tab) {
      const number = numbers.get(tab)
      if (number === undefined) return
      numbers.delete(tab)
      seats.delete(number)
      if (isOpen) link?.send(joined(number, ''))
    },
    stop() {
      const old = link
      over({ code: 1006 })
      old?.close()
    },
  }
}
