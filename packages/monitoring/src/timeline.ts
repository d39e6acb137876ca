import type { ClientEvent, CoreEvent } from '@fairlead/core'
import type { OperationRecord } from './records.ts'
import { readServerTiming } from './server-timing.ts'

const MAX_ATTEMPTS = 32
const MAX_NOTES = 64

type Calls = Exclude<CoreEvent, { type: 'operation:start' }>

/** The latest calls, with all that happened to them. */
export interface Timeline {
  /** The call that the event belongs to, as it is now. */
  hear(event: ClientEvent): OperationRecord | undefined
  /** Oldest first. */
  records(): readonly OperationRecord[]
}

/** Calls under way that are followed at once: more are a leak of the program, and the oldest is given up. */
const MAX_OPEN = 10_000

/** Makes the timeline of at most so many calls. `onGivenUp` is told of one that is followed no more before it has ended. */
export function createTimeline(maxOperations: number, onGivenUp?: (record: OperationRecord) => void): Timeline {
  // Never empty: engines make a map anew whenever it becomes so, which is after each call.
  const open = new Map<string, OperationRecord | undefined>([['', undefined]])
  /** A ring: a Map in which one goes for each that comes is made anew all the time. */
  const ring: OperationRecord[] = []
  let next = 0

  function giveUpOldest(): void {
    const [, oldest] = open.values()
    if (!oldest) return
    open.delete(oldest.id)
    onGivenUp?.(oldest)
  }
  function begin(event: Extract<CoreEvent, { type: 'operation:start' }>): OperationRecord {
    if (open.size > MAX_OPEN) giveUpOldest()
    const { operationId: id, method, template, origin, at: startedAt, detached } = event
    // All its members at once: engines are slower with an object that grows.
    const record: OperationRecord = {
      id,
      method,
      template,
      origin,
      startedAt,
      durationMs: undefined,
      detached,
      status: undefined,
      error: undefined,
      attempts: [],
      notes: [],
    }
    open.set(id, record)
    ring[next] = record
    next = (next + 1) % maxOperations
    return record
  }

  function advance(record: OperationRecord, event: Calls): void {
    const { attempts } = record
    switch (event.type) {
      case 'attempt:start':
        attempts.push({
          number: event.attempt,
          startedAt: event.at,
          durationMs: undefined,
          status: undefined,
          error: undefined,
          bytes: undefined,
          serverTiming: undefined,
        })
        if (attempts.length > MAX_ATTEMPTS) attempts.shift()
        return
      case 'attempt:end': {
        const { durationMs, status, error, bytes, serverTiming } = event
        // A trip that was given up may end after the next has begun.
        const attempt = attempts.findLast(({ number }) => number === event.attempt)
        if (!attempt) return
        attempt.durationMs = Math.max(0, durationMs)
        attempt.status = status
        attempt.error = error
        attempt.bytes = bytes
        if (serverTiming !== undefined) attempt.serverTiming = readServerTiming(serverTiming)
        return
      }
      case 'operation:end':
        record.durationMs = Math.max(0, event.durationMs)
        record.status = event.status
        record.error = event.error
        return
      default: {
        const { type, at, operationId: _id, method: _method, template: _template, origin: _origin, ...facts } = event
        note(record, type, at, facts as never)
      }
    }
  }

  return {
    hear(event) {
      if (event.type === 'operation:start') return begin(event)
      const { operationId: id } = event
      const record = id === undefined ? undefined : open.get(id)
      if (!record) return undefined
      if (event.type === 'operation:end') open.delete(record.id)
      if ('template' in event) advance(record, event)
      else note(record, event.type, event.at, event.details)
      return record
    },
    records: () => (ring.length < maxOperations ? ring.slice() : [...ring.slice(next), ...ring.slice(0, next)]),
  }
}

function note(
  { notes }: OperationRecord,
  type: string,
  at: number,
  details: OperationRecord['notes'][0]['details'],
): void {
  if (notes.push({ type, at, details }) > MAX_NOTES) notes.shift()
}
