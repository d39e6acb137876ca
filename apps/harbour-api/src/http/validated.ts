import { type AnySchema, type Schema, issuePath } from '@fairlead/core'
import type { Problem } from '../contract/problem.ts'
import { ProblemError } from './problem-error.ts'

type Part = NonNullable<Problem['errors']>[number]['part']

/**
 * The value as the contract's schema gives it; undefined where the contract declares no such part.
 * @throws ProblemError 422 with every place that does not fit
 */
export async function validated(schema: AnySchema | undefined, part: Part, value: unknown): Promise<unknown> {
  if (schema === undefined) return undefined
  const result = await (schema as Schema)['~standard'].validate(value)
  if (result.issues === undefined) return result.value
  const errors = result.issues.map((issue) => ({ part, path: issuePath(issue), message: issue.message }))
  throw new ProblemError({
    title: 'Request does not fit',
    status: 422,
    detail: errors.map(({ path, message }) => `${path || part}: ${message}`).join(' '),
    errors,
  })
}

/** A query as an object; a name that is there more than once becomes a list. */
export function queryOf(search: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const values = search.getAll(name)
      return [name, values.length === 1 ? (values[0] as string) : values]
    }),
  )
}
