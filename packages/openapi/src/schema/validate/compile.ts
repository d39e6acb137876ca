import { validate as check, type Schema as CheckedSchema } from '@cfworker/json-schema'
import type { SchemaResult } from '@fairlead/core'
import { type SchemaSource, closureOf } from '../documented.ts'
import { issuesOf } from './issues.ts'
import { prepare } from './prepare.ts'
import { type PlainValue, plainOf } from './value.ts'

/** Judges a value that is there. */
export type Validate = (value: unknown) => SchemaResult<unknown>

/** References followed for each part of a value. Schemas that refer to each other can ask for more work than any value is worth. */
const MAX_REFS_PER_PART = 50
const FREE_REFS = 10_000
/** Values up to this many parts are looked at once more for everything that is wrong with them. */
const MAX_LISTED_PARTS = 10_000

const TOO_MUCH = { issues: [{ message: 'is too deep or too large to be checked' }] } as const
const BROKEN_KEY = { issues: [{ message: 'has a key that is broken UTF-16' }] } as const

/** Makes the validator of a schema. Components are prepared when the first value needs them. */
export function compile(source: SchemaSource): Validate {
  let left = 0
  const lookup: Record<string, CheckedSchema | boolean> = Object.create(null) as never
  for (const [name, { document }] of closureOf(source)) {
    let prepared: CheckedSchema | boolean | undefined
    Object.defineProperty(lookup, name, {
      get() {
        if (--left < 0) throw new RangeError('too many references')
        return (prepared ??= prepare(document))
      },
    })
  }
  const root = prepare(source.document)
  const run = ({ plain, parts }: PlainValue, all: boolean): ReturnType<typeof check> => {
    left = FREE_REFS + parts * MAX_REFS_PER_PART
    return check(plain, root, '2020-12', lookup, !all)
  }
  return (value) => {
    try {
      const looked = plainOf(value)
      const { valid, errors } = run(looked, false)
      if (valid) return { value }
      return { issues: issuesOf(looked.parts > MAX_LISTED_PARTS ? errors : run(looked, true).errors) }
    } catch (error) {
      // The stack or the references have run out.
      if (error instanceof RangeError) return TOO_MUCH
      if (error instanceof URIError) return BROKEN_KEY
      throw error
    }
  }
}
