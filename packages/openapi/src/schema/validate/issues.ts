import type { OutputUnit } from '@cfworker/json-schema'
import type { SchemaIssue } from '@fairlead/core'

/** Keywords that only say that something inside of them does not fit. */
const CONTAINERS = new Set([
  '$ref',
  'additionalProperties',
  'allOf',
  'dependentSchemas',
  'if',
  'items',
  'patternProperties',
  'prefixItems',
  'properties',
  'unevaluatedItems',
  'unevaluatedProperties',
])
/** Keywords that speak for all that is inside of them: which branch was meant is not known. */
const CHOICES = new Set(['anyOf', 'contains', 'not', 'oneOf', 'propertyNames'])
/** Keywords whose message quotes the schema and never the value. */
const QUOTABLE = new Set(['const', 'dependentRequired', 'enum', 'required', 'type'])
const MAX_ISSUES = 50
const MAX_MESSAGE_LENGTH = 300

/** What is wrong with a value, each thing once and where it is. No message quotes the value. */
export function issuesOf(units: readonly OutputUnit[]): SchemaIssue[] {
  const issues: SchemaIssue[] = []
  let choice: string | undefined
  for (const { keyword, keywordLocation, instanceLocation, error } of units) {
    if (choice !== undefined && keywordLocation.startsWith(choice)) continue
    choice = undefined
    if (CONTAINERS.has(keyword)) continue
    if (CHOICES.has(keyword)) choice = `${keywordLocation}/`
    issues.push({ message: messageOf(keyword, error), path: pathOf(instanceLocation) })
    if (issues.length === MAX_ISSUES) break
  }
  return issues.length > 0 ? issues : [{ message: 'does not fit the schema' }]
}

function messageOf(keyword: string, error: string): string {
  if (keyword === 'false') return 'is not allowed by the schema'
  return QUOTABLE.has(keyword) ? error.slice(0, MAX_MESSAGE_LENGTH) : `does not fit the keyword '${keyword}'`
}

function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
}
