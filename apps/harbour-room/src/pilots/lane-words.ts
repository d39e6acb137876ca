import type { LaneSnapshot } from '@fairlead/queue'
import { clockText } from '../harbour/words.ts'
import type { Ask, DeskState } from './desk.ts'

/** What holds up a lane, as a sentence. */
export interface LaneNotice {
  readonly kind: 'breaker' | 'trying' | 'held' | 'paused'
  readonly text: string
  /** Milliseconds since the Unix epoch, where there is an end to it. */
  readonly until: number | undefined
}

/** Why a lane starts nothing now; undefined where it does. */
export function laneNotice(lane: LaneSnapshot | undefined, nowMs: number): LaneNotice | undefined {
  if (lane === undefined) return undefined
  const { state, breaker, heldUntil } = lane
  if (state === 'paused') return { kind: 'paused', text: 'Paused by you: nothing goes out.', until: undefined }
  if (breaker?.state === 'open')
    return {
      kind: 'breaker',
      text: 'The station has failed too often: calls are refused at once, until one may try.',
      until: breaker.retryAt,
    }
  if (breaker?.state === 'half-open')
    return { kind: 'trying', text: 'The next call tries whether the station is well again.', until: undefined }
  if (heldUntil !== undefined && heldUntil > nowMs)
    return { kind: 'held', text: 'The station takes no more for the moment, as it said itself.', until: heldUntil }
  return undefined
}

/** The breaker in a word. */
export function breakerWord(lane: LaneSnapshot | undefined): string {
  return { closed: 'closed', open: 'open', 'half-open': 'trying' }[lane?.breaker?.state ?? 'closed']
}

/** How many of a class wait: `high` or all below. */
export function queuedOf(lane: LaneSnapshot | undefined, urgent: boolean): number {
  const classes = lane?.byClass.filter(({ priority }) => priority > 0 === urgent) ?? []
  return classes.reduce((sum, { queued }) => sum + queued, 0)
}

/** Seconds with one decimal, such as `3.2 s`. */
export function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** How a call for a pilot stands. */
export function askWords({ state, waitedMs, order }: Ask): string {
  const waited = waitedMs >= 50 ? `, waited ${secondsText(waitedMs)}` : ''
  switch (state) {
    case 'waiting':
      return 'Waits for its turn'
    case 'under-way':
      return `Under way${waited}`
    case 'again':
      return 'Failed, and is tried again'
    case 'withdrawn':
      return 'Withdrawn before it was sent'
    case 'done':
      return order ? `${order.pilot} boards at ${clockText(Date.parse(order.boardsAt)).slice(0, 5)}${waited}` : 'Done'
    default:
      return 'Not done'
  }
}

/** How many calls are under way, and how many wait. */
export function deskWords({ asks, lane }: DeskState): string {
  if (!lane || asks.length === 0) return 'Nobody asks'
  return `${lane.running} under way, ${lane.queued} waiting`
}

/** What there is to say of a lane: name, value, and how the breaker is. */
export function laneFacts(
  lane: LaneSnapshot | undefined,
  limit: number,
): readonly (readonly [name: string, value: string, breaker?: string | undefined])[] {
  return [
    ['Longest wait', secondsText(lane?.oldestWaitMs ?? 0)],
    ['A call now would wait', secondsText(lane?.projectedWaitMs ?? 0)],
    ['Limit', `${limit} at once`],
    ['Breaker', breakerWord(lane), lane?.breaker?.state],
  ]
}
