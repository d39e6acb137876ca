import { type AnySchema, FairleadError, type Schema, type SchemaResult, issuePaths } from '@fairlead/core'
import { whereOf } from './errors.ts'

/** What validation does with a value that does not fit: refuse it, say so and go on, or not look. */
export type Checks = 'strict' | 'report' | 'off'

/** Says that a value did not fit, without the value. */
export type Report = (error: FairleadError) => void

/**
 * The value as its schema gives it, or a promise of it where the schema takes its time.
 *
 * @throws `validation` in `strict` mode
 */
export function checked(
  path: string,
  schema: AnySchema,
  value: unknown,
  checks: Checks,
  {
    direction,
    name,
    report,
  }: { readonly direction: 'input' | 'output'; readonly name: string; readonly report: Report },
): unknown {
  if (checks === 'off') return value
  const settle = (result: SchemaResult<unknown>): unknown => {
    if (!result.issues) return checks === 'strict' ? result.value : value
    const paths = issuePaths(result.issues)
    const error = new FairleadError(
      'validation',
      whereOf(path),
      `the message '${name}' does not fit its schema${paths.some(Boolean) ? ` at ${paths.filter(Boolean).slice(0, 5).join(', ')}` : ''}`,
      { direction, part: direction === 'input' ? 'body' : 'response', issues: paths.map((at) => ({ path: at })) },
      { details: result.issues },
    )
    if (checks === 'strict') throw error
    report(error)
    return value
  }
  const result = (schema as Schema)['~standard'].validate(value)
  return result instanceof Promise ? result.then(settle) : settle(result)
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
