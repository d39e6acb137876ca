import { isFairleadError } from '@fairlead/core'
import { measure } from '../document/bounds.ts'
import { canonical } from '../document/canonical.ts'
import { type ReadOptions, checkReadOptions } from '../import/read/options.ts'
import { readDocument } from '../import/read/read-document.ts'
import { exampleFindings } from './examples.ts'
import { type Finding, around } from './finding.ts'
import { schemaFindings } from './json-schema.ts'
import { redoclyFindings } from './redocly.ts'
import { securityFindings } from './security.ts'

/**
 * What is wrong with an OpenAPI document of 3.0 or 3.1: against the specification, and where it contradicts itself (security
 * schemes that are not there, examples that do not fit). What cannot be read is a finding as well, with the rule `read`.
 *
 * @param input a path, an address, a text of JSON or YAML, or the document itself
 * @throws `config` for an option that is unknown or has a value it cannot have
 */
export async function checkDocument(input: string | URL | object, options: ReadOptions = {}): Promise<Finding[]> {
  checkReadOptions(options)
  try {
    const { document } = await readDocument(input, options)
    return await findingsOf(document as object, options)
  } catch (error) {
    if (!isFairleadError(error) || error.kind !== 'config') throw error
    return [{ rule: 'read', severity: 'error', pointer: '#', message: error.message }]
  }
}

async function findingsOf(document: object, options: ReadOptions): Promise<Finding[]> {
  const { values } = measure(document, options)
  // First, since references in a circle have no meaning that anyone could check.
  const read = canonical(document, options)
  const found = [...(await redoclyFindings(document)), ...securityFindings(document)]
  const faults = new Set(found.map(({ pointer }) => pointer))
  const holders = new Set(found.flatMap(({ pointer }) => [...around(pointer)]))
  // Both know the specification: what one has found in a place, the other says there or of what is around it.
  const more = (await schemaFindings(document, values)).filter(
    ({ pointer }) => !faults.has(pointer) && !holders.has(pointer),
  )
  const all = [...found, ...more]
  // No example fits a schema that is broken itself.
  if (all.some(({ pointer }) => /^#\/components\/schemas\/|\/schema\//.test(pointer))) return all
  return [...all, ...exampleFindings(read, document)]
}
