import type { Redis } from '../redis.ts'
import { SLOTS, type SlotsAnswer, readSlots } from './slots-script.ts'

/** What the slots of a process are asked for. */
interface HolderHost {
  readonly fleet: Redis
  readonly key: string
  readonly max: number
  readonly leaseMs: number
  /** A clock that never falls. */
  now(): number
  /** How many are in use, and how many are wanted, those included. */
  used(): number
  wanted(): number
  /** Hears what Redis has said; undefined where it has not answered. */
  heard(answer: SlotsAnswer | undefined): void
}

/** What asks for the slots of a process, keeps them and gives them back. */
export interface Holder {
  /** Until when Redis keeps them for this process, at least. */
  readonly keptUntil: number
  /** When Redis is asked again that did not answer. Milliseconds since the Unix epoch. */
  readonly retryAt: number
  /** Sees that what is used and wanted is said soon. */
  say(): void
  close(): Promise<void>
}

/** How often those who wait look again by themselves: at first, and at most. */
const LOOK_MS = 25
const MAX_LOOK_MS = 250
/** How often those who hold some say so, at least, and where they cannot hear who is short in between. */
const MAX_RENEW_MS = 1_000
const DEAF_RENEW_MS = 250

/** Makes what speaks with Redis for the slots of a process, one question at a time. */
export function createHolder({ fleet, key, max, leaseMs, now, used, wanted, heard }: HolderHost): Holder {
  const { runtime } = fleet
  const id = runtime.randomUUID()
  const renewMs = Math.min(leaseMs / 3, fleet.canListen ? MAX_RENEW_MS : DEAF_RENEW_MS)
  let held = 0
  let keptUntil = -Infinity
  /** Nobody asks before, by the clock that never falls; 0 while Redis answers. */
  let askAt = 0
  let lookMs = LOOK_MS
  let asking: Promise<void> | undefined
  let isDirty = false
  let isClosed = false
  let timer: unknown
  let deafen: (() => void) | undefined

  function listen(): void {
    if (!fleet.canListen || isClosed) return
    deafen ??= fleet.listen(key, (text) => {
      // One that waits is told that there is a place, and those with idle ones that somebody is short.
      if (text === `free ${id}` || (text !== `short ${id}` && text.startsWith('short ') && held > used())) say()
    })
  }

  function say(): void {
    if (isClosed) return
    isDirty = true
    asking ??= ask().finally(() => {
      asking = undefined
      if (isDirty && askAt === 0) say()
    })
  }

  async function ask(): Promise<void> {
    runtime.clearTimeout(timer)
    isDirty = false
    listen()
    const askedAt = now()
    const want = Math.min(wanted(), max)
    try {
      const answer = readSlots(await fleet.run(SLOTS, [key], [id, used(), want, max, leaseMs, key]))
      held = answer.held
      keptUntil = askedAt + leaseMs
      askAt = 0
      heard(answer)
      if (wanted() > held) later((lookMs = Math.min(2 * lookMs, MAX_LOOK_MS)) * (0.75 + runtime.random() / 2))
      else {
        lookMs = LOOK_MS
        if (held > 0) later(renewMs)
      }
    } catch {
      askAt = now() + Math.max(fleet.deadlineMs, (fleet.retryAt ?? 0) - runtime.now())
      heard(undefined)
      if (held > 0 || wanted() > 0) later(askAt - now())
    }
  }

  function later(delayMs: number): void {
    if (isClosed) return
    timer = runtime.setTimeout(say, delayMs)
    // The connection keeps the process alive, or nothing does.
    ;(timer as { unref?: () => void }).unref?.()
  }

  return {
    get keptUntil() {
      return keptUntil
    },
    get retryAt() {
      return runtime.now() + Math.max(0, askAt - now())
    },
    say() {
      // Redis is not asked by each call while it does not answer.
      if (askAt <= now()) say()
    },
    async close() {
      isClosed = true
      runtime.clearTimeout(timer)
      deafen?.()
      await asking
      // Those in use are lost to this process; who still has one has been told.
      await fleet.run(SLOTS, [key], [id, 0, 0, max, leaseMs, key]).catch(() => {})
    },
  }
}
