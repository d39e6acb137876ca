import type { Host } from '@fairlead/core'
import { type Lane, createLane } from './lane.ts'
import type { QueueOptions } from './options.ts'
import type { Scheduler } from './scheduler/options.ts'

/** The lanes of a client, one for each origin. */
export interface Lanes extends Omit<Scheduler, 'run' | 'snapshot'> {
  of(origin: string): Lane
  all(): readonly Lane[]
}

const MAX_LANES = 100

/** Makes the lanes of a client. What all are told holds for those that come as well. */
export function createLanes(options: QueueOptions, host: Host): Lanes {
  const lanes = new Map<string, Lane>()
  const paused = new Set<string | undefined>()
  const held = new Map<string | undefined, number>()
  const shared = typeof options.feedback === 'object' ? options.feedback.shared : undefined
  /** What ends hearing of what others are told of an origin. */
  const ears = new Map<string, () => void>()
  let isEnding = false

  function make(origin: string): Lane {
    if (lanes.size >= MAX_LANES) forgetIdle()
    const lane = createLane(origin, options, host)
    const { scheduler } = lane
    for (const key of paused) scheduler.pause(key)
    for (const [key, atMs] of held) scheduler.holdUntil(atMs, key)
    if (isEnding) void scheduler.drain()
    lanes.set(origin, lane)
    if (shared && !isEnding)
      ears.set(
        origin,
        shared.follow(origin, (forMs) => lane.feedback?.keep(forMs)),
      )
    return lane
  }

  function forgetIdle(): void {
    for (const [origin, { scheduler, breaker }] of lanes) {
      if (!scheduler.isIdle() || breaker?.retryAt !== undefined) continue
      lanes.delete(origin)
      deafen(origin)
      return
    }
  }

  function deafen(origin: string): void {
    ears.get(origin)?.()
    ears.delete(origin)
  }

  async function end(how: 'drain' | 'close'): Promise<void> {
    isEnding = true
    const ended = [...lanes.values()].map(({ scheduler }) => scheduler[how]())
    if (how === 'close') for (const origin of ears.keys()) deafen(origin)
    await Promise.all(ended)
    for (const origin of ears.keys()) deafen(origin)
  }

  return {
    of: (origin) => lanes.get(origin) ?? make(origin),
    all: () => [...lanes.values()],
    pause(key) {
      paused.add(key)
      for (const { scheduler } of lanes.values()) scheduler.pause(key)
    },
    resume(key) {
      paused.delete(key)
      for (const { scheduler } of lanes.values()) scheduler.resume(key)
    },
    holdUntil(atMs, key) {
      for (const [each, untilMs] of held) if (untilMs <= host.runtime.now()) held.delete(each)
      held.set(key, Math.max(atMs, held.get(key) ?? 0))
      for (const { scheduler } of lanes.values()) scheduler.holdUntil(atMs, key)
    },
    drain: () => end('drain'),
    close: () => end('close'),
  }
}
