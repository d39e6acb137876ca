import type { Runtime } from '@fairlead/core'
import type { Frame, LinkEvents, Transport } from '@fairlead/ws'
import type { LinkAcceptor, LinkInfo, ServerLinkEvents } from '@fairlead/ws/server'

/** A network between clients and a server in one program. */
export interface MemoryNetwork {
  readonly transport: Transport
  /** Links that were opened so far, and those that are open. */
  readonly counts: { opened: number; open: number }
  /** Frames that passed, oldest first. */
  readonly frames: { readonly up: Frame[]; readonly down: Frame[] }
  /** Where links lead from the next one on. */
  server: LinkAcceptor
  /** Every link is gone, and both sides hear of it; what is under way is lost. */
  cut(): void
  /** Every link swallows what it is given, and nobody hears of it. */
  swallow(): void
  /** Whether new links are refused. */
  isDown: boolean
  latencyMs: number
}

/** Joins clients to a server without sockets: frames arrive in order after the latency, on the runtime's clock. */
export function memoryNetwork(server: LinkAcceptor, runtime: Runtime, info: LinkInfo = { headers: {} }): MemoryNetwork {
  const live = new Set<{ cut(): void; swallow(): void }>()
  const network: MemoryNetwork = {
    server,
    counts: { opened: 0, open: 0 },
    frames: { up: [], down: [] },
    isDown: false,
    latencyMs: 5,
    cut() {
      for (const link of live) link.cut()
    },
    swallow() {
      for (const link of live) link.swallow()
    },
    transport: { name: 'memory', connect: (_, events) => open(events) },
  }
  const later = (work: () => void): unknown => runtime.setTimeout(work, network.latencyMs)

  function open(events: LinkEvents) {
    let serverSide: ServerLinkEvents | undefined
    let isHole = false
    /** Each side stops hearing on its own: what the other has sent before still arrives. */
    let isClientOver = false
    let isServerOver = false
    const link = {
      cut() {
        live.delete(link)
        network.counts.open--
        const [wasClientOver, wasServerOver] = [isClientOver, isServerOver]
        isClientOver = isServerOver = true
        if (!wasClientOver) events.down({ code: 1006 })
        if (!wasServerOver) serverSide?.down()
      },
      swallow: () => void (isHole = true),
    }
    later(() => {
      if (isClientOver) return
      if (network.isDown) {
        isClientOver = true
        return events.down({ code: 1006 })
      }
      network.counts.opened++
      network.counts.open++
      live.add(link)
      serverSide = network.server.accept(
        {
          bufferedAmount: 0,
          send(frame) {
            later(() => {
              if (isHole || isClientOver) return
              network.frames.down.push(frame)
              events.frame(frame)
            })
          },
          close(code) {
            if (isServerOver) return
            isServerOver = true
            later(() => {
              if (live.delete(link)) network.counts.open--
              if (isHole || isClientOver) return
              isClientOver = true
              events.down({ code })
            })
          },
        },
        info,
      )
      events.open()
    })
    return {
      bufferedAmount: 0,
      send(frame: Frame) {
        later(() => {
          if (isHole || isServerOver) return
          network.frames.up.push(frame)
          serverSide?.frame(frame)
        })
      },
      close() {
        if (isClientOver) return
        isClientOver = true
        later(() => {
          if (live.delete(link)) network.counts.open--
          if (isHole || isServerOver) return
          isServerOver = true
          serverSide?.down()
        })
      },
    }
  }
  return network
}
