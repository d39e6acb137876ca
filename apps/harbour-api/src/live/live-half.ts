import type { IncomingMessage, Server } from 'node:http'
import type { DatabaseSync } from 'node:sqlite'
import { type SocketServer, attachWs, createSocketServer } from '@fairlead/ws/server'
import { WebSocketServer } from 'ws'
import { link } from '../contract/link.ts'
import type { OfficerOnWatch } from '../identity/watch.ts'
import { createFleet } from './fleet.ts'
import { createTroubledLinks } from './troubled.ts'

/** What the live half of the harbour needs. */
export interface LiveOptions {
  readonly server: Server
  readonly database: DatabaseSync
  readonly now: () => number
  officerOf(request: Pick<IncomingMessage, 'headers'>): Promise<OfficerOnWatch | undefined>
}

/** The harbour's live half. */
export interface LiveHalf {
  close(): void
}

const SWEEP_MS = 1_000
/** A demo that restarts is back at once. */
const RESTART_MS = 700
/** A fault that is asked for strikes when its answer is out. */
const STRIKE_MS = 100

/** Serves the chart and the log to officers on watch, at `/api/live`. */
export function startLive({ server, database, now, officerOf }: LiveOptions): LiveHalf {
  const fleet = createFleet(database)
  const timers = new Set<NodeJS.Timeout>()
  /** Of each officer's watch, how often each entry has come. */
  const logs = new Map<string, Map<number, number>>()
  let number = 0
  let sockets = open()
  const links = createTroubledLinks(server, () => sockets)

  function open(): SocketServer<typeof link> {
    const made = createSocketServer({
      messages: link,
      async authenticate({ authorization }) {
        const officer = await officerOf({ headers: { authorization } })
        return officer && { id: officer.id, expiresAt: officer.tokenUntilMs }
      },
    })
    made.on('entry', ({ number: entry }, { id }) => {
      const log = logs.get(id) ?? new Map<number, number>()
      logs.set(id, log.set(entry, (log.get(entry) ?? 0) + 1))
    })
    made.handle('log', (_, { peer }) => {
      const times = [...(logs.get(peer.id)?.values() ?? [])]
      return { entries: times.length, twice: times.filter((count) => count > 1).length }
    })
    made.handle('strike', (fault, { peer }) => {
      later(STRIKE_MS, () => {
        if (fault === 'cut') links.cut(peer.id)
        else if (fault === 'half-open') links.swallow(peer.id)
        else restart()
      })
      return null
    })
    return made
  }
  /** As a new process would: nobody's session is known any more. */
  function restart(): void {
    sockets.close({ code: 1012, retryAfterMs: RESTART_MS })
    logs.clear()
    sockets = open()
  }
  function later(delayMs: number, work: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, delayMs)
    timers.add(timer)
  }

  const sweep = setInterval(() => {
    number++
    if (sockets.counts.sessions > 0) sockets.broadcast('sweep', { number, atMs: now(), sightings: fleet(now()) })
  }, SWEEP_MS)
  const detach = attachWs(links.acceptor, { server, path: '/api/live', WebSocketServer })
  return {
    close() {
      clearInterval(sweep)
      for (const timer of timers) clearTimeout(timer)
      sockets.close()
      detach()
      links.close()
    },
  }
}
