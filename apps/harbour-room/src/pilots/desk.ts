import { type ClientEvent, type CoreError, isFairleadError } from '@fairlead/core'
import type { LaneSnapshot } from '@fairlead/queue'
import type { PilotOrder } from 'harbour-api/contract'
import type { PilotClient } from '../harbour/pilot-client.ts'

/** A vessel that a pilot is asked for. */
export interface Wanted {
  readonly id: string
  readonly name: string
  readonly urgent: boolean
}

/** One call for a pilot. */
export interface Ask {
  readonly number: number
  readonly vessel: Wanted
  /** `again`: it failed and is tried again in a while. */
  readonly state: 'waiting' | 'under-way' | 'again' | 'done' | 'failed' | 'withdrawn'
  /** Milliseconds that it has waited for its turns. */
  readonly waitedMs: number
  readonly order?: PilotOrder
  readonly error?: CoreError
}

/** What the pilots' room shows. */
export interface DeskState {
  /** The latest first. */
  readonly asks: readonly Ask[]
  /** Undefined before the first call. */
  readonly lane: LaneSnapshot | undefined
}

/** Asks for pilots and knows how every call stands. */
export interface PilotDesk {
  readonly subscribe: (listener: () => void) => () => void
  readonly state: () => DeskState
  readonly ask: (vessels: readonly Wanted[]) => void
  /** Ends the calls that have not gone out. */
  readonly withdraw: () => void
  readonly pause: () => void
  readonly resume: () => void
  /** Forgets the calls that have ended. */
  readonly clear: () => void
}

const MAX_ASKS = 200
/** Times that pass are shown this often, while something waits. */
const TICK_MS = 250

/**
 * Makes the desk. What it knows it has from the client's events and the snapshot of its queue, which is taken once a frame at
 * most.
 */
export function createPilotDesk(client: PilotClient): PilotDesk {
  const listeners = new Set<() => void>()
  const controllers = new Map<number, AbortController>()
  /** Calls whose first event has not come yet: they start in the order in which they were made. */
  const unstarted: number[] = []
  const byOperation = new Map<string, number>()
  let state: DeskState = { asks: [], lane: undefined }
  let asked = 0
  let frame = 0
  let tick: ReturnType<typeof setTimeout> | undefined

  function show(): void {
    if (frame === 0) frame = requestAnimationFrame(look)
  }

  function look(): void {
    frame = 0
    const [lane] = client.queue.snapshot().lanes
    state = { ...state, lane }
    clearTimeout(tick)
    tick = lane && isMoving(lane) ? setTimeout(show, TICK_MS) : undefined
    for (const listener of listeners) listener()
  }

  function change(number: number | undefined, to: (ask: Ask) => Partial<Ask>): void {
    const asks = state.asks.map((ask) => (ask.number === number ? { ...ask, ...to(ask) } : ask))
    state = { ...state, asks }
    show()
  }

  client.on((event: ClientEvent) => {
    const { operationId = '' } = event
    if (event.type === 'operation:start' && event.method === 'POST') {
      const number = unstarted.shift()
      if (number !== undefined) byOperation.set(operationId, number)
    }
    const number = byOperation.get(operationId)
    if (event.type === 'attempt:start') change(number, () => ({ state: 'under-way' }))
    else if (event.type === 'attempt:end') change(number, () => ({ state: 'waiting' }))
    else if (event.type === 'retry:wait') change(number, () => ({ state: 'again' }))
    else if (event.type === 'plugin:queue:wait') {
      const waitMs = Number((event as { details: { waitMs?: unknown } }).details.waitMs)
      change(number, ({ waitedMs }) => ({ waitedMs: waitedMs + waitMs }))
    } else if (event.type === 'operation:end') byOperation.delete(operationId)
    show()
  })

  async function send(number: number, { id, urgent }: Wanted): Promise<void> {
    const controller = new AbortController()
    controllers.set(number, controller)
    unstarted.push(number)
    try {
      const order = await client.api.pilots.request(
        { body: { vesselId: id, urgent } },
        { priority: urgent ? 'high' : 'auto', signal: controller.signal },
      )
      change(number, () => ({ state: 'done', order }))
    } catch (error) {
      if (!isFairleadError(error)) throw error
      const failure = error
      change(number, () => (failure.kind === 'abort' ? { state: 'withdrawn' } : { state: 'failed', error: failure }))
    } finally {
      controllers.delete(number)
    }
  }

  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    state: () => state,
    ask(vessels) {
      const asks = vessels.map((vessel): Ask => ({ number: ++asked, vessel, state: 'waiting', waitedMs: 0 }))
      state = { ...state, asks: [...asks.toReversed(), ...state.asks].slice(0, MAX_ASKS) }
      for (const { number, vessel } of asks) void send(number, vessel)
      show()
    },
    withdraw() {
      for (const { number, state: at } of state.asks)
        if (at === 'waiting' || at === 'again') controllers.get(number)?.abort()
    },
    pause() {
      client.queue.pause()
      show()
    },
    resume() {
      client.queue.resume()
      show()
    },
    clear() {
      state = { ...state, asks: state.asks.filter(({ number }) => controllers.has(number)) }
      show()
    },
  }
}

/** Whether time alone changes what is to be seen of a lane. */
function isMoving({ queued, running, heldUntil, breaker }: LaneSnapshot): boolean {
  return queued > 0 || running > 0 || heldUntil !== undefined || (breaker !== undefined && breaker.state !== 'closed')
}
