import { isJsonObject } from '../../document/json-object.ts'
import { below } from '../../document/pointer.ts'
import type { SchemaFacts } from '../../document/schema-facts.ts'
import type { Findings } from '../../document/unsupported.ts'

/** What every part of the document is read with. */
export interface Reading {
  readonly facts: SchemaFacts
  readonly findings: Findings
}

const EXTENSION = 'An extension, which a contract has no place for.'

/** The members that a contract or what stands beside it has a place for. */
const CARRIED = {
  document: /^(openapi|info|servers|paths|components|security|tags|externalDocs|x-.*)$/,
  components: /^(schemas|securitySchemes|parameters|responses|requestBodies|headers|examples|pathItems)$/,
  pathItem: /^(get|put|post|delete|head|patch|parameters|servers)$/,
  operation:
    /^(operationId|summary|description|tags|deprecated|security|servers|externalDocs|parameters|requestBody|responses|x-.*)$/,
  parameter: /^(name|in|description|required|deprecated|style|explode|allowReserved|schema|content|example|examples)$/,
  parameterMedia: /^schema$/,
  requestBody: /^(description|required|content)$/,
  bodyMedia: /^(schema|example|examples|encoding)$/,
  encoding: /^(contentType|style|explode|allowReserved)$/,
  response: /^(description|headers|content)$/,
  responseMedia: /^(schema|itemSchema|example|examples)$/,
} as const

const REASONS: Readonly<Record<string, string>> = {
  additionalOperations: 'Operations of other methods; a contract has GET, HEAD, POST, PUT, PATCH and DELETE.',
  allowEmptyValue: 'Whether an empty value may be sent, which OpenAPI advises against; an empty text is sent as such.',
  callbacks: 'Callbacks, which the server calls; a contract describes what the client calls.',
  encoding: 'How parts of an answer are encoded, which a client does not read.',
  headers: 'Header fields of a part of a multipart body; the platform writes those.',
  jsonSchemaDialect: 'Another dialect of JSON Schema; the schemas are read as those of OpenAPI 3.1.',
  links: 'Links to other operations; follow them in code.',
  mediaTypes: 'Media types that operations refer to.',
  options: 'An OPTIONS operation; a contract has GET, HEAD, POST, PUT, PATCH and DELETE.',
  query: 'A QUERY operation; a contract has GET, HEAD, POST, PUT, PATCH and DELETE.',
  summary: 'A summary of the path; those of its operations are kept.',
  description: 'A description of the path; those of its operations are kept.',
  trace: 'A TRACE operation; a contract has GET, HEAD, POST, PUT, PATCH and DELETE.',
  webhooks: 'Webhooks, which the server calls; a contract describes what the client calls.',
}

/** Lists the members of an object that have no place. */
export function listUncarried(kind: keyof typeof CARRIED, node: unknown, pointer: string, findings: Findings): void {
  if (!isJsonObject(node)) return
  for (const member of Object.keys(node)) {
    if (CARRIED[kind].test(member)) continue
    const reason = member.startsWith('x-') ? EXTENSION : Object.hasOwn(REASONS, member) ? REASONS[member] : undefined
    findings.add(
      below(pointer, member),
      reason ?? `A member '${member.slice(0, 80)}' that a contract has no place for.`,
    )
  }
}
