import { Validator } from '@seriousme/openapi-schema-validator'
import { below } from '../document/pointer.ts'
import { type Finding, around } from './finding.ts'

/** In a document of more values only the first fault is looked for: what a wrong one costs has no bound otherwise. */
const MAX_VALUES = 500_000

/** Keywords that only say that something else does not fit. */
const ECHOES: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'else', 'if', 'oneOf', 'then'])

interface AjvError {
  readonly instancePath: string
  readonly keyword: string
  readonly message?: string
  readonly params: { readonly unevaluatedProperty?: string; readonly additionalProperty?: string }
}

/** What the official JSON Schema of OpenAPI finds, each place once. */
export async function schemaFindings(document: object, values: number): Promise<Finding[]> {
  const { valid, errors } = await new Validator({ allErrors: values <= MAX_VALUES }).validate(document as never)
  if (valid) return []
  if (!Array.isArray(errors)) return [findingAt('#', String(errors))]
  const told = (errors as readonly AjvError[]).filter(({ keyword }) => !ECHOES.has(keyword))
  const found = new Map<string, Finding>()
  for (const { instancePath, message = 'does not fit', params } of told) {
    const extra = params.unevaluatedProperty ?? params.additionalProperty
    const pointer = extra === undefined ? `#${instancePath}` : below(`#${instancePath}`, extra)
    if (!found.has(pointer))
      found.set(pointer, findingAt(pointer, extra === undefined ? message : 'is not expected here'))
  }
  return innermost([...found.values()])
}

function findingAt(pointer: string, message: string): Finding {
  return { rule: 'schema', severity: 'error', pointer, message }
}

/** Where a part does not fit, neither does the whole. */
function innermost(findings: readonly Finding[]): Finding[] {
  const outer = new Set(findings.flatMap(({ pointer }) => [...around(pointer)]))
  return findings.filter(({ pointer }) => !outer.has(pointer))
}
