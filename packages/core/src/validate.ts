import { FairleadError, type ValidationError, type Where } from './errors.ts'
import { type Schema, type SchemaIssue, type SchemaResult, type ValidationMode, issuePath } from './schema.ts'

/** What a validation needs to know beside the value. */
export interface ValidationContext {
  readonly where: Where
  readonly mode: ValidationMode
  readonly direction: ValidationError['direction']
  readonly part: ValidationError['part']
  readonly status?: number
  /** Hears of a mismatch in `report` mode, which goes on with the original value. */
  report(paths: readonly string[]): void
}

/**
 * The value as the schema delivers it. Answers a promise only where the schema does.
 *
 * @throws `validation` in `strict` mode
 */
export function validate(schema: Schema<never, unknown>, value: unknown, context: ValidationContext): unknown {
  if (context.mode === 'off') return value
  const result = schema['~standard'].validate(value)
  return result instanceof Promise ? result.then((later) => settle(later, value, context)) : settle(result, value, context)
}

function settle(result: SchemaResult<unknown>, value: unknown, context: ValidationContext): unknown {
  const { mode, where, direction, part, status } = context
  if (!result.issues) return mode === 'strict' ? result.value : value
  const paths = result.issues.slice(0, 20).map(issuePath)
  if (mode === 'report') {
    context.report(paths)
    return value
  }
  throw invalid(where, { direction, part, ...(status !== undefined && { status }) }, result.issues, paths)
}

function invalid(where: Where, facts: object, details: readonly SchemaIssue[], paths: readonly string[]): FairleadError {
  const { part } = facts as { part: string }
  const shown = paths.filter(Boolean).slice(0, 5).join(', ')
  const issues = paths.map((path) => ({ path }))
  return new FairleadError('validation', where, `the ${part} does not fit the contract${shown && ` at ${shown}`}`, { ...facts, issues }, { details })
}
