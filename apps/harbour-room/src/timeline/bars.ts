import { toneOf } from './describe.ts'
import type { Line } from './line.ts'

/** A call shorter than this takes only a part of the width, so that quick calls look quick. */
const LEAST_SCALE_MS = 600

/** A stretch of time in the line of a call, as shares of its width. */
export interface Bar {
  readonly key: string
  readonly tone: string
  readonly left: string
  readonly width: string
}

/** A call's waits in the queue, its trips and the waits between them. */
export function barsOf({ startedAt, trips, queue }: Line, elapsedMs: number): readonly Bar[] {
  const scaleMs = Math.max(LEAST_SCALE_MS, elapsedMs)
  const share = (ms: number): string => `${(Math.max(0, ms) / scaleMs) * 100}%`
  const bar = (key: string, tone: string, fromMs: number, lastsMs: number): Bar => ({
    key,
    tone,
    left: share(fromMs),
    width: share(lastsMs),
  })
  const waits = (queue?.waits ?? []).map((wait) =>
    bar(`queue ${wait.startedAt}`, 'wait', wait.startedAt - startedAt, wait.waitMs),
  )
  const ways = trips.flatMap((trip) => {
    const fromMs = trip.startedAt - startedAt
    const lastsMs = trip.durationMs ?? elapsedMs - fromMs
    const endMs = fromMs + lastsMs
    const own = bar(trip.id, toneOf(trip), fromMs, lastsMs)
    if (!trip.wait) return [own]
    return [own, bar(`${trip.id} wait`, 'wait', endMs, Math.min(trip.wait.waitMs, elapsedMs - endMs))]
  })
  return [...waits, ...ways]
}
