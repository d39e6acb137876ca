import { issuePath } from '@fairlead/core'
import type { Canonical } from '../document/canonical.ts'
import { isJsonObject, membersOf, own } from '../document/json-object.ts'
import type { JsonSchema } from '../document/json-schema.ts'
import { essenceOf } from '../document/media-type.ts'
import { below, stepsOf } from '../document/pointer.ts'
import { type Kind, schemaKeywords, shapes } from '../document/shapes.ts'
import type { DocumentedSchema } from '../schema/documented.ts'
import { component, schema } from '../schema/validate/checked.ts'
import type { Finding } from './finding.ts'

/** Media types whose examples are values; those of others are texts of their own kind. */
const VALUES = /[/+]json$|^application\/x-www-form-urlencoded$|^multipart\//

/**
 * Examples and defaults that do not fit the schema beside them, each where it is written.
 *
 * @param source the document before it was brought into its one form
 */
export function exampleFindings(
  { document, origins }: Pick<Canonical, 'document' | 'origins'>,
  source: unknown,
): Finding[] {
  const findings: Finding[] = []
  const seen = new Set<object>()
  const components = membersOf(document.components?.schemas)
  const named = components.map(([name, each]) => component<unknown>(name, each as JsonSchema))
  const compiled = new Map<unknown, DocumentedSchema<unknown>>()

  const compare = (value: unknown, rules: unknown, pointer: string, what: string): void => {
    if (rules === undefined) return
    const checked = compiled.get(rules) ?? schema<unknown>(rules as JsonSchema, () => named)
    compiled.set(rules, checked)
    const result = checked['~standard'].validate(value)
    if (result instanceof Promise || !result.issues) return
    const [first] = result.issues
    if (!first) return
    const path = issuePath(first)
    const message = `The ${what} does not fit its schema${path && ` at ${path}`}: ${first.message}`
    findings.push({ rule: 'example', severity: 'error', pointer, message })
  }

  /** Looks at the examples of what has a schema beside them. */
  const examples = (node: object, rules: unknown, pointer: string): void => {
    if (Object.hasOwn(node, 'example')) compare(own(node, 'example'), rules, below(pointer, 'example'), 'example')
    for (const [name, example] of membersOf(own(node, 'examples'))) {
      if (isJsonObject(example) && Object.hasOwn(example, 'value')) {
        compare(example['value'], rules, below(pointer, 'examples', name, 'value'), `example '${name}'`)
      }
    }
  }

  /** A schema of 3.0 has one example. */
  const exampleAt = (pointer: string, at: number): string => {
    const written = (stepsOf(pointer) ?? []).reduce<unknown>((node, step) => own(node, step), source)
    return at === 0 && own(written, 'examples') === undefined && own(written, 'example') !== undefined
      ? below(pointer, 'example')
      : below(pointer, 'examples', at)
  }

  const walk = (kind: Kind, given: unknown, above: string, mediaType = ''): void => {
    if (!isJsonObject(given) || seen.has(given)) return
    seen.add(given)
    const pointer = origins.get(given) ?? above
    if (kind === 'parameter' || kind === 'header') examples(given, given['schema'], pointer)
    if (kind === 'mediaType' && VALUES.test(mediaType)) examples(given, given['schema'], pointer)
    if (kind === 'schema') {
      const list = own(given, 'examples')
      if (Array.isArray(list)) {
        for (const [at, each] of list.entries()) compare(each, given, exampleAt(pointer, at), 'example')
      }
      if (Object.hasOwn(given, 'default')) compare(given['default'], given, below(pointer, 'default'), 'default')
    }
    for (const [member, value] of Object.entries(given)) {
      const inner = innerOf(kind, member)
      if (!inner) continue
      const [holds, innerKind] = inner
      if (holds === 'one') walk(innerKind, value, below(pointer, member))
      else if (Array.isArray(value)) {
        for (const [at, each] of value.entries()) walk(innerKind, each, below(pointer, member, at))
      } else {
        for (const [name, each] of membersOf(value)) {
          walk(innerKind, each, below(pointer, member, name), member === 'content' ? essenceOf(name) : '')
        }
      }
    }
  }

  walk('document', document, '#')
  for (const [name, each] of components) walk('schema', each, below('#/components/schemas', name))
  return findings
}

function innerOf(kind: Kind, member: string): readonly ['list' | 'map' | 'one' | 'patterned', Kind] | undefined {
  if (kind !== 'schema') return Object.hasOwn(shapes[kind], member) ? shapes[kind][member] : undefined
  const holds = Object.hasOwn(schemaKeywords, member) ? schemaKeywords[member] : undefined
  return holds && [holds, 'schema']
}
