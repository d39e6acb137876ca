import type { AuditedOutcome } from './client.ts'

/** Fails an audit with a sentence that says what was expected. */
export function ok(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`expected that ${what}`)
}

/** Compares by value; undefined members and the order of members do not count. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [written(actual), written(expected)]
  if (got !== wanted) throw new Error(`expected that ${what}: got ${got}, wanted ${wanted}`)
}

/** The data of an outcome without any error. */
export function succeeded(outcome: AuditedOutcome, data: unknown): void {
  ok(outcome.failure === undefined, `nothing fails (${shown(outcome.failure)})`)
  ok(!outcome.errors?.length, `no error is told (${outcome.errors?.[0]?.message})`)
  same(outcome.data, data, 'the data are those of the answer')
}

/** What an outcome tells besides errors of the server, which must be something. */
export function failed(outcome: AuditedOutcome, what: string): unknown {
  ok(outcome.failure !== undefined && outcome.failure !== null, `${what} is told as a failure (${shown(outcome)})`)
  return outcome.failure
}

/** That something went wrong is told, in whichever way. */
export function troubled({ failure, errors }: AuditedOutcome, what: string): void {
  ok((failure !== undefined && failure !== null) || (errors?.length ?? 0) > 0, `${what} is told as an error`)
}

/** A failure and the errors that it was made of. */
export function chainOf(failure: unknown): object[] {
  const found: object[] = []
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || found.includes(value) || found.length > 20) return
    found.push(value)
    if (Array.isArray(value)) for (const item of value as unknown[]) look(item)
    for (const name of ['cause', 'networkError', 'error', 'originalError', 'errors', 'response'])
      look((value as Record<string, unknown>)[name])
  }
  look(failure)
  return found
}

/** All messages of a failure: what a log would print. */
export function messagesOf({ failure, errors }: AuditedOutcome): string[] {
  const told = typeof failure === 'string' ? [failure] : chainOf(failure).map((each) => (each as Error).message)
  return [...told, ...(errors ?? []).map(({ message }) => message)].filter((message) => typeof message === 'string')
}

/** Whether a text is anywhere in a failure, in a member that is not enumerable too. */
export function holds(value: unknown, wanted: string, depth = 6, seen = new Set<unknown>()): boolean {
  if (typeof value === 'string') return value.includes(wanted)
  if (typeof value !== 'object' || value === null || depth === 0 || seen.has(value)) return false
  seen.add(value)
  return Object.getOwnPropertyNames(value).some((name) =>
    holds((value as Record<string, unknown>)[name], wanted, depth - 1, seen),
  )
}

/** A value for a sentence, cut off where it gets long. */
export function shown(value: unknown): string {
  const told = value instanceof Error ? `${value.name}: ${value.message}` : written(value)
  return told.length > 160 ? `${told.slice(0, 160)}…` : told
}

function written(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_, member: unknown) => {
        if (member instanceof Error) return `${member.name}: ${member.message.slice(0, 160)}`
        if (typeof member !== 'object' || member === null || Array.isArray(member)) return member
        return Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      }) ?? 'undefined'
    )
  } catch {
    return String(value)
  }
}
