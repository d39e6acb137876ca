import type { Runtime } from '@fairlead/core'
import type { Session } from './session.ts'
import type { SessionStore } from './store.ts'

/** What looks after sessions that are stored, and those that should be. */
export interface Upkeep {
  /** There is a session to look after. */
  began(): void
  /** The store failed. It is asked until it answers. */
  failed(error: unknown): void
  /** A session is not in its store. */
  alone(session: Session): void
  stop(): void
}

const ASK_MS = 250
const MAX_ASK_MS = 8_000
const MAX_TOUCH_MS = 3_600_000
/** Sessions that are stored again at a time: all at once would put a store that has just come back out of breath. */
const PUTS = 2

/** Lets stored sessions live on while nothing changes in them, and stores those again that their store did not take. */
export function createUpkeep(options: {
  readonly runtime: Runtime
  readonly store: SessionStore
  readonly ttlMs: number
  sessions(): Iterable<Session>
  report(error: unknown): void
}): Upkeep {
  const { runtime, store, sessions } = options
  let alone = new Set<Session>()
  let askMs = ASK_MS
  let askedAt = -Infinity
  let askTimer: unknown
  let touchTimer: unknown
  /** Told once for each outage: what fails does so for all sessions. */
  let isReported = false
  let isStopped = false

  function askLater(): void {
    if (isStopped || askTimer !== undefined) return
    if (runtime.now() - askedAt > 2 * MAX_ASK_MS) askMs = ASK_MS
    // Not all processes at once.
    askTimer = runtime.setTimeout(() => void ask(), askMs * (0.75 + 0.5 * runtime.random()))
  }

  async function ask(): Promise<void> {
    askedAt = runtime.now()
    askMs = Math.min(2 * askMs, MAX_ASK_MS)
    try {
      await store.epoch()
    } catch {
      askTimer = undefined
      return askLater()
    }
    isReported = false
    const waiting = alone
    alone = new Set()
    try {
      await Promise.all(Array.from({ length: PUTS }, async () => putAgain(waiting)))
    } finally {
      // Those that failed come last, so that they keep nobody out.
      alone = new Set([...waiting, ...alone])
      askTimer = undefined
      if (alone.size > 0 || isReported) askLater()
    }
  }

  /** Stores sessions again one after the other, for as long as that goes well. */
  async function putAgain(waiting: Set<Session>): Promise<void> {
    for (const session of waiting) {
      if (isReported) return
      waiting.delete(session)
      if (!session.isEnded && !(await session.putAgain())) alone.add(session)
    }
  }

  function touch(): void {
    touchTimer = undefined
    for (const session of sessions()) {
      // One without a link has its time from when it was left.
      if (session.link) session.touch()
      touchLater()
    }
  }
  function touchLater(): void {
    if (isStopped) return
    touchTimer ??= runtime.setTimeout(touch, Math.min(options.ttlMs / 4, MAX_TOUCH_MS))
  }

  return {
    began: touchLater,
    failed(error) {
      if (!isReported) options.report(error)
      isReported = true
      askLater()
    },
    alone(session) {
      alone.add(session)
      askLater()
    },
    stop() {
      isStopped = true
      runtime.clearTimeout(askTimer)
      runtime.clearTimeout(touchTimer)
    },
  }
}
