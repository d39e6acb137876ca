import { replaceEqualDeep } from '@tanstack/query-core'

/** One change of data; undefined leaves them alone. */
export type Change = (data: unknown) => unknown

/** Data after changes, one after the other. A change that fails is none. */
export function replay(data: unknown, changes: readonly Change[]): unknown {
  let after = data
  for (const change of changes) {
    if (after === undefined) return undefined
    try {
      after = change(after) ?? after
    } catch (error) {
      console.error(error)
    }
  }
  return after
}

/**
 * Whether older changes, made after a newer one that the server has done, would write over it: then what was wanted last would not be
 * what is shown. Of a change that cannot be made twice it cannot be told.
 */
export function isWrittenOver(data: unknown, newer: Change, older: readonly Change[]): boolean {
  const wanted = replay(data, [newer])
  if (!isEqual(wanted, replay(wanted, [newer]))) return false
  const after = replay(wanted, older)
  return !isEqual(after, replay(after, [newer]))
}

/** Whether data are the same, part by part. */
export function isEqual(a: unknown, b: unknown): boolean {
  return replaceEqualDeep(a, b) === a
}
