import type { AttemptRecord, NoteRecord, OperationRecord } from '../records.ts'
import { plainText } from '../text.ts'
import { type Tone, factsText, outcomeOf, sizeText, toneOf } from './words.ts'

/** A stretch of a call's time: a bar of the waterfall. Times are of the Unix epoch. */
export interface Part {
  readonly kind: 'queue' | 'attempt' | 'wait' | 'server' | 'mark'
  readonly label: string
  readonly text: string
  readonly from: number
  readonly to: number
  readonly tone: Tone
  /** Which comes first of those that begin in the same millisecond. */
  readonly rank: number
}

const WAITS: Readonly<Record<string, string>> = { backoff: 'Backoff', server: 'The server asked to wait' }
const MARKS: Readonly<Record<string, string>> = {
  'plugin:cache:answer': 'Cache',
  'plugin:auth:replay': 'Replay with a fresh credential',
  'plugin:queue:refused': 'Refused by the queue',
  'plugin:queue:hedge': 'Hedge',
  'retry:refused': 'No retry',
  redirect: 'Redirect',
  validation: 'Does not fit the contract',
}

/** When a call has ended; of one that is under way, now. */
export function endOf({ startedAt, durationMs }: OperationRecord | AttemptRecord, now: number): number {
  return durationMs === undefined ? Math.max(now, startedAt) : startedAt + durationMs
}

/** What a call, and what worked for it, spent its time with, by when it began. */
export function partsOf(record: OperationRecord, now: number, helpers: readonly OperationRecord[] = []): Part[] {
  const all = [record, ...helpers]
  const parts = all.flatMap((each) =>
    each.attempts.flatMap((attempt) => attemptParts(endedWith(each, attempt, now), now)),
  )
  // A wait that was ended early, by a cancel, ends with its call.
  const end = endOf(record, now)
  for (const { notes } of all) for (const note of notes) parts.push(notePart(note, end))
  return parts.toSorted((a, b) => a.from - b.from || a.rank - b.rank)
}

/** A trip that was given up may be told of late or never: it is over when its call is. */
function endedWith(record: OperationRecord, attempt: AttemptRecord, now: number): AttemptRecord {
  if (record.durationMs === undefined || attempt.durationMs !== undefined) return attempt
  return { ...attempt, durationMs: Math.max(0, endOf(record, now) - attempt.startedAt), error: record.error ?? 'abort' }
}

function attemptParts(attempt: AttemptRecord, now: number): Part[] {
  const { number, startedAt: from, bytes, serverTiming = [] } = attempt
  const outcome = outcomeOf(attempt)
  const text = bytes === undefined ? outcome : `${outcome}, ${sizeText(bytes)}`
  const to = endOf(attempt, now)
  const tone = toneOf(attempt)
  const trip: Part = { kind: 'attempt', label: `Attempt ${number}`, text, from, to, tone, rank: number }
  const server = serverTiming.map(({ name, durationMs = 0, description }): Part => {
    const label = `Server: ${plainText(description || name, 60)}`
    // When it was, a server does not say: only how long it took.
    const until = Math.min(to, from + durationMs)
    return { kind: 'server', label, text: '', from, to: until, tone: 'idle', rank: number + 0.1 }
  })
  return [trip, ...server]
}

function notePart({ type, at, details }: NoteRecord, end: number): Part {
  const waitMs = Number(details['waitMs'] ?? 0)
  if (type === 'plugin:queue:wait') {
    return { kind: 'queue', label: 'Queue', text: '', from: at - waitMs, to: at, tone: 'idle', rank: 0 }
  }
  if (type === 'retry:wait') {
    const label = WAITS[String(details['source'])] ?? 'Wait'
    const to = Math.max(at, Math.min(end, at + waitMs))
    return { kind: 'wait', label, text: '', from: at, to, tone: 'idle', rank: Number(details['attempt']) + 0.5 }
  }
  const label = MARKS[type] ?? plainText(type, 60)
  const tone = /refused|validation/.test(type) ? 'refused' : 'idle'
  const rank = type === 'plugin:auth:replay' ? 1.5 : Infinity
  return { kind: 'mark', label, text: factsText(details), from: at, to: at, tone, rank }
}

/** How many trips a call, and what worked for it, have made. */
export function tripsOf(record: OperationRecord, helpers: readonly OperationRecord[]): number {
  return [record, ...helpers].reduce((sum, { attempts }) => sum + (attempts.at(-1)?.number ?? 0), 0)
}

/** What the cache did for a call, in a word; undefined where it says nothing. */
export function cacheWord({ notes }: OperationRecord): string | undefined {
  const note = notes.findLast(({ type }) => type === 'plugin:cache:answer')
  return note && plainText(String(note.details['outcome']), 20)
}
