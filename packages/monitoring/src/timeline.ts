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

/** Makes the timeline of at most so many calls. */
export function createTimeline(maxOperations: number): Timeline {
  /** By id; a Map keeps the order in which they began. */
  const calls = new Map<string, OperationRecord>()

  function begin(event: Extract<CoreEvent, { type: 'operation:start' }>): OperationRecord {
    const { operationId: id, method, template, origin, at: startedAt, detached } = event
    const record: OperationRecord = { id, method, template, origin, startedAt, detached, attempts: [], notes: [] }
    calls.set(id, record)
    if (calls.size > maxOperations) for (const oldest of calls.keys()) if (calls.delete(oldest)) break
    return record
  }

  function advance(record: OperationRecord, event: Calls): void {
    const { attempts } = record
    switch (event.type) {
      case 'attempt:start':
        if (attempts.push({ number: event.attempt, startedAt: event.at }) > MAX_ATTEMPTS) attempts.shift()
        return
      case 'attempt:end': {
        const { durationMs, status, error, bytes, serverTiming } = event
        // A trip that was given up may end after the next has begun.
        const attempt = attempts.findLast(({ number }) => number === event.attempt)
        if (!attempt) return
        attempt.durationMs = durationMs
        if (status !== undefined) attempt.status = status
        if (error !== undefined) attempt.error = error
        if (bytes !== undefined) attempt.bytes = bytes
        if (serverTiming !== undefined) attempt.serverTiming = readServerTiming(serverTiming)
        return
      }
      case 'operation:end':
        record.durationMs = event.durationMs
        if (event.status !== undefined) record.status = event.status
        if (event.error !== undefined) record.error = event.error
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
      const record = event.operationId === undefined ? undefined : calls.get(event.operationId)
      if (!record) return undefined
      if ('template' in event) advance(record, event)
      else note(record, event.type, event.at, event.details)
      return record
    },
    records: () => [...calls.values()],
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
