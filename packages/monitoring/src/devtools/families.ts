import type { OperationRecord } from '../records.ts'

/** Calls as a person made them: the background work that a call waited for is part of it. */
export interface Families {
  /** The records that are rows of their own, in the order they had. */
  readonly rows: readonly OperationRecord[]
  /** What worked for a call while it waited, such as the request that the cache makes. */
  helpersOf(record: OperationRecord): readonly OperationRecord[]
}

const NONE: readonly OperationRecord[] = []

/** Tells rows from what works for them. Work that goes on after its call, or is of another kind, is a row of its own. */
export function familiesOf(records: readonly OperationRecord[]): Families {
  const helpers = new Map<string, OperationRecord[]>()
  if (!records.some(({ detached }) => detached)) return { rows: records, helpersOf: () => NONE }
  const calls = new Map<string, OperationRecord>()
  for (const record of records) if (!record.detached) calls.set(record.id, record)
  const rows = records.filter((record) => {
    // Background work has the id of what began it, and a part of its own behind it.
    const parent = record.detached ? calls.get(record.id.slice(0, record.id.lastIndexOf('.'))) : undefined
    if (!parent || !isWaitedFor(record, parent)) return true
    const all = helpers.get(parent.id)
    if (all) all.push(record)
    else helpers.set(parent.id, [record])
    return false
  })
  return { rows, helpersOf: ({ id }) => helpers.get(id) ?? NONE }
}

function isWaitedFor(work: OperationRecord, call: OperationRecord): boolean {
  if (work.template !== call.template || work.method !== call.method) return false
  if (call.durationMs === undefined) return true
  return work.durationMs !== undefined && work.startedAt + work.durationMs <= call.startedAt + call.durationMs
}
