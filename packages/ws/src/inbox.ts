import {
  type AnySchema,
  type FairleadError,
  type SchemaIssue,
  type ValidationMode,
  conform,
  misfitError,
} from '@fairlead/core'
import { whereOf } from './errors.ts'

/** Says that a value did not fit, without the value. */
export type Report = (error: FairleadError) => void

/**
 * A message as its schema gives it, or a promise of it where the schema takes its time.
 *
 * @throws `validation` in `strict` mode
 */
export function checked(
  path: string,
  schema: AnySchema,
  value: unknown,
  mode: ValidationMode,
  {
    direction,
    name,
    report,
  }: { readonly direction: 'input' | 'output'; readonly name: string; readonly report: Report },
): unknown {
  const part = direction === 'input' ? 'body' : 'response'
  const error = (issues: readonly SchemaIssue[]): FairleadError =>
    misfitError(whereOf(path), `the message '${name}' does not fit its schema`, { direction, part }, issues)
  return conform(schema, value, mode, { error, report: (issues) => report(error(issues)) })
}

/** Runs work in the order in which it was given, at once as long as nothing before it takes its time. */
export function inOrder(): <T>(
  value: T | Promise<T>,
  use: (value: T) => void,
  failed: (error: unknown) => void,
) => void {
  let tail: Promise<void> | undefined
  return (value, use, failed) => {
    if (!tail && !(value instanceof Promise)) return use(value)
    const before = tail
    const own: Promise<void> = (async () => {
      // Awaited first, or it would fail unheard while those before it take their time.
      const [settled] = await Promise.allSettled([value, before])
      if (settled.status === 'rejected') return failed(settled.reason)
      try {
        use(settled.value)
      } catch (error) {
        failed(error)
      }
    })().finally(() => {
      if (tail === own) tail = undefined
    })
    tail = own
  }
}
