import type { AnySchema } from './endpoint.ts'
import { FairleadError, type ValidationError } from './errors.ts'
import type { Operation } from './request.ts'
import { type Schema, type SchemaResult, issuePaths } from './schema.ts'
import type { Settings } from './settings.ts'

const MAX_SHOWN = 5

/**
 * The value as the schema delivers it. Answers a promise only where the schema does.
 *
 * @throws `validation` in `strict` mode
 */
export function validate(
  { validation, events }: Settings,
  operation: Operation,
  schema: AnySchema,
  value: unknown,
  part: ValidationError['part'],
  status?: number,
): unknown {
  const direction = part === 'response' ? 'output' : 'input'
  const mode = validation[direction]
  const settle = ({ issues, ...result }: SchemaResult<unknown>): unknown => {
    if (!issues) return mode === 'strict' ? (result as { value: unknown }).value : value
    const paths = issuePaths(issues)
    if (mode === 'report') {
      events.tell?.(operation, 'validation', { direction, part, paths })
      return value
    }
    const shown = paths.filter(Boolean).slice(0, MAX_SHOWN).join(', ')
    throw new FairleadError(
      'validation',
      operation,
      `the ${part} does not fit the contract${shown && ` at ${shown}`}`,
      { direction, part, issues: paths.map((path) => ({ path })), ...(status && { status }) },
      { details: issues },
    )
  }
  if (mode === 'off') return value
  const result = (schema as Schema)['~standard'].validate(value)
  return result instanceof Promise ? result.then(settle) : settle(result)
}
