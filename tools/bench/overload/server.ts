import type { Reply, Transport } from '@fairlead/core'
import type { EventClock } from './event-clock.ts'
import { SERVICE_MS, type Scenario, WORKERS } from './scenario.ts'

/** The modelled server. It goes on with what its callers have given up, as most do. */
export interface ModelServer {
  readonly transport: Transport
  /** Calls that reached it. */
  readonly sent: () => number
  /** The most calls that were there at once. */
  readonly mostThere: () => number
}

/** A window of the limit that a server keeps: so many calls in a second. */
const WINDOW_MS = 1_000
const WINDOW_CALLS = 100

/** Makes the server of a scenario: workers that take exponential times, and a line without an end. */
export function createServer(clock: EventClock, scenario: Scenario, isLimited = false): ModelServer {
  const { workers = () => WORKERS, serviceMs = () => SERVICE_MS, refuse, hang } = scenario
  const line: (() => void)[] = []
  let busy = 0
  let sent = 0
  let there = 0
  let mostThere = 0
  let windowEnds = 0
  let left = WINDOW_CALLS

  function work(): void {
    while (line.length > 0 && busy < workers(clock.elapsedMs())) {
      const done = line.shift() as () => void
      busy++
      clock.setTimeout(
        () => {
          busy--
          done()
          work()
        },
        clock.exponential(serviceMs(clock.elapsedMs(), clock.random())),
      )
    }
  }
  // The number of workers changes without a call that would tell.
  const look = (): void => {
    work()
    clock.setTimeout(look, 100)
  }
  clock.setTimeout(look, 100)

  /** What the limit says: a field of the current IETF draft with each answer. */
  function limit(): { readonly isOver: boolean; readonly headers: Record<string, string> } {
    if (!isLimited) return { isOver: false, headers: {} }
    const now = clock.elapsedMs()
    if (now >= windowEnds) {
      windowEnds = (Math.floor(now / WINDOW_MS) + 1) * WINDOW_MS
      left = WINDOW_CALLS
    }
    const isOver = --left < 0
    const field = `"default";r=${Math.max(0, left)};t=${Math.ceil((windowEnds - now) / 1_000)}`
    return { isOver, headers: { ratelimit: field, ...(isOver && { 'retry-after': '1' }) } }
  }

  const transport: Transport = {
    name: 'model',
    capabilities: { streamUp: true, streamDown: true, uploadProgress: false, redirectControl: true },
    send: ({ url, signal }) =>
      new Promise<Reply>((resolve, reject) => {
        sent++
        mostThere = Math.max(mostThere, ++there)
        signal.addEventListener('abort', () => reject(signal.reason as Error))
        const { isOver, headers } = limit()
        const answer = (status: number, more: Record<string, string> = {}): void => {
          there--
          resolve({ status, headers: new Headers({ ...headers, ...more }), url, body: null })
        }
        const refusal = isOver ? { status: 429 } : refuse?.(clock.elapsedMs(), clock.random())
        if (refusal) return void clock.setTimeout(() => answer(refusal.status, refusal.headers), 5)
        if (hang?.(clock.random())) return
        line.push(() => answer(200))
        work()
      }),
  }
  return { transport, sent: () => sent, mostThere: () => mostThere }
}
