import type { AnySchema } from './endpoint.ts'
import { FairleadError, type ValidationError, type Where } from './errors.ts'
import type { Operation } from './request.ts'
import { type Schema, type SchemaIssue, type SchemaResult, type ValidationMode, issuePaths } from './schema.ts'
import type { Settings } from './settings.ts'

const MAX_SHOWN = 5

/** What follows from a value that does not fit. */
export interface Misfit {
  /** In `strict` mode: what is thrown. */
  error(issues: readonly SchemaIssue[]): FairleadError
  /** In `report` mode: who is told. */
  report(issues: readonly SchemaIssue[]): void
}

/**
 * The value as its schema delivers it, or in the other modes as it is. Answers a promise only where the schema does.
 *
 * @throws `validation` in `strict` mode
 */
export function conform(schema: AnySchema, value: unknown, mode: ValidationMode, misfit: Misfit): unknown {
  if (mode === 'off') return value
  const settle = ({ issues, ...result }: SchemaResult<unknown>): unknown => {
    if (!issues) return mode === 'strict' ? (result as { value: unknown }).value : value
    if (mode === 'strict') throw misfit.error(issues)
    misfit.report(issues)
    return value
  }
  const result = (schema as Schema)['~standard'].validate(value)
  return result instanceof Promise ? result.then(settle) : settle(result)
}

/** A `validation` error that says where a value does not fit, and never what it is. */
export function misfitError(
  where: Where,
  what: string,
  facts: Pick<ValidationError, 'direction' | 'part' | 'status'>,
  issues: readonly SchemaIssue[],
): FairleadError {
  const paths = issuePaths(issues)
  const shown = paths.filter(Boolean).slice(0, MAX_SHOWN).join(', ')
  return new FairleadError(
    'validation',
    where,
    `${what}${shown && ` at ${shown}`}`,
    { ...facts, issues: paths.map((path) => ({ path })) },
    { details: issues },
  )
}

/** A part of a call as its schema in the contract delivers it. @throws `validation` in `strict` mode */
export function validate(
  { validation, events }: Settings,
  operation: Operation,
  schema: AnySchema,
  value: unknown,
  part: ValidationError['part'],
  status?: number,
): unknown {
  const direction = part === 'response' ? 'output' : 'input'
  const facts = { direction, part, ...(status && { status }) } as const
  return conform(schema, value, validation[direction], {
    error: (issues) => misfitError(operation, `the ${part} does not fit the contract`, facts, issues),
    report: (issues) => events.tell?.(operation, 'validation', { direction, part, paths: issuePaths(issues) }),
  })
}
