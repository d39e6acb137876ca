import type { PluginEvent } from '@fairlead/core'
import type { LaneRecord, SocketRecord } from './records.ts'
import type { SessionHealth } from './snapshot.ts'

/** Lanes and sockets that are remembered: the first ones. */
const MAX_EACH = 50
const MAX_FRAMES = 100

/** What lasts longer than a call: sockets, lanes, the session. */
export interface Standing {
  hear(event: PluginEvent): void
  sockets(): readonly SocketRecord[]
  lanes(): readonly LaneRecord[]
  session(state: string): SessionHealth
}

/** Makes what follows the sockets, lanes and session of a client. */
export function createStanding(): Standing {
  const sockets = new Map<string, SocketRecord>()
  const lanes = new Map<string, LaneRecord>()
  const counts = { refreshes: 0, failedRefreshes: 0, replays: 0 }

  function socketOf(path: string, at: number): SocketRecord {
    if (sockets.size >= MAX_EACH && !sockets.has(path))
      for (const [other, { ready, state }] of sockets)
        if (ready === 0 && /^(closed|failed)$/.test(state) && sockets.delete(other)) break
    const counters = { ready: 0, links: 0, gaps: 0, errors: 0, messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 }
    return remembered(sockets, path, () => ({ path, state: '', since: at, ...counters, frames: [] }))
  }
  function laneOf(origin: string): LaneRecord {
    return remembered(lanes, origin, () => ({ origin, breaker: '', waits: 0, waitedMs: 0, refused: 0 }))
  }

  return {
    hear({ type, at, details }) {
      const [, plugin, what] = type.split(':')
      if (plugin === 'ws') hearSocket(socketOf(text(details['path']), at), what, at, details)
      else if (plugin === 'queue' && what !== 'outbox' && details['origin'] !== undefined)
        hearLane(laneOf(text(details['origin'])), what, details)
      else if (plugin === 'auth') {
        if (what === 'refreshed') counts.refreshes++
        else if (what === 'refresh-failed') counts.failedRefreshes++
        else if (what === 'replay') counts.replays++
      }
    },
    sockets: () => [...sockets.values()],
    lanes: () => [...lanes.values()],
    session: (state) => ({ state, ...counts }),
  }
}

type Details = PluginEvent['details']

function hearSocket(socket: SocketRecord, what: string | undefined, at: number, details: Details): void {
  if (what === 'transition') {
    const to = text(details['to'])
    socket.ready = Math.max(0, socket.ready + Number(to === 'ready') - Number(details['from'] === 'ready'))
    socket.state = socket.ready > 0 ? 'ready' : to
    socket.since = at
    if (to === 'ready') socket.links++
  } else if (what === 'gap') socket.gaps++
  else if (what === 'error') socket.errors++
  else if (what === 'message') {
    const direction = details['direction'] === 'in' ? 'in' : 'out'
    const bytes = Number(details['bytes'] ?? 0)
    if (direction === 'in') {
      socket.messagesIn++
      socket.bytesIn += bytes
    } else {
      socket.messagesOut++
      socket.bytesOut += bytes
    }
    if (socket.frames.push({ at, direction, name: text(details['name']), bytes }) > MAX_FRAMES) socket.frames.shift()
  }
}

function hearLane(lane: LaneRecord, what: string | undefined, details: Details): void {
  if (what === 'wait') {
    lane.waits++
    lane.waitedMs += Number(details['waitMs'] ?? 0)
  } else if (what === 'refused') lane.refused++
  else if (what === 'breaker') lane.breaker = text(details['state'])
  else if (what === 'limit') lane.limit = Number(details['limit'])
  else if (what === 'hold') lane.heldUntil = Number(details['untilMs'])
}

/** What is known by a name; beyond the bound nothing new is: what lives would else make room for what lives. */
function remembered<T>(all: Map<string, T>, name: string, make: () => T): T {
  const found = all.get(name)
  if (found) return found
  const made = make()
  if (all.size >= MAX_EACH) return made
  all.set(name, made)
  return made
}

function text(value: string | number | boolean | undefined): string {
  return value === undefined ? '' : String(value)
}
