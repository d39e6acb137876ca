import type { OpenApiDocument, Operation, PathMethod } from '../document/openapi.ts'
import { checkOptions } from './check-options.ts'
import { createComponents } from './components.ts'
import { createDescribe } from './describe.ts'
import { extensionsOf } from './extensions.ts'
import { defined, operationOf, securityOf } from './operation.ts'
import type { OpenApiOptions } from './options.ts'
import type { Writer } from './parameters.ts'
import { type Problems, collectProblems } from './problems.ts'
import { type Found, endpointsOf, nameOf } from './walk.ts'

type Paths = Map<string, Partial<Record<PathMethod, Operation>>>

/**
 * The OpenAPI 3.1 document of a contract. The same contract gives the same document.
 *
 * @param contract what `createClient({ contract })` takes
 * @throws `config` for options that are unknown, and for a contract that cannot be shown: with the endpoint, the part and the
 *   field of each schema that JSON Schema has no words for
 * @see {@link https://spec.openapis.org/oas/v3.1.1.html}
 *
 * @example
 * ```ts
 * const document = toOpenApi({ vessels }, { info: { title: 'Harbour', version: '1.0.0' } })
 * ```
 */
export function toOpenApi(contract: object, options: OpenApiOptions): OpenApiDocument {
  checkOptions(options)
  const problems = collectProblems('toOpenApi')
  const components = createComponents(problems)
  const schemas = Object.entries(options.schemas ?? {})
  const names = new Map<unknown, string>(schemas.map(([name, schema]) => [schema, name]))
  const writer: Writer = { describe: createDescribe(names, components, problems), components, problems }

  const found = [...endpointsOf(contract)]
  refuseStrangers(found, options, problems)
  const paths: Paths = new Map()
  for (const each of found) {
    addTo(paths, each, operationOf(each, options.operations?.[each.path] ?? {}, options, writer), problems)
  }
  refuseAmbiguous(found, problems)
  refuseTwins(paths, problems)

  for (const [name, schema] of schemas) {
    if (components.get('answer', name) !== undefined || components.get('request', name) !== undefined) continue
    writer.describe(schema, { direction: 'answer', where: `schemas.${name}`, name, written: 'json' })
  }
  const finished = components.finish(
    Object.fromEntries(paths),
    schemas.map(([name]) => name),
  )
  problems.settle()

  const { securitySchemes } = options
  const shared = {
    ...(Object.keys(finished.schemas).length > 0 && { schemas: finished.schemas }),
    ...(securitySchemes && Object.keys(securitySchemes).length > 0 && { securitySchemes }),
  }
  const security = securityOf(options)
  return defined({
    openapi: '3.1.1',
    info: options.info,
    servers: options.servers,
    security: security?.length ? security : undefined,
    tags: options.tags,
    externalDocs: options.externalDocs,
    paths: finished.document,
    components: Object.keys(shared).length > 0 ? shared : undefined,
    ...extensionsOf(options),
  }) as OpenApiDocument
}

function addTo(paths: Paths, { endpoint }: Found, operation: Operation, problems: Problems): void {
  const method = endpoint.method.toLowerCase() as PathMethod
  const item = paths.get(endpoint.path) ?? {}
  if (item[method]) problems.add(`${nameOf(endpoint)} is in the contract twice, and OpenAPI has it once`)
  paths.set(endpoint.path, { ...item, [method]: operation })
}

/** Docs of endpoints that the contract does not have, which a misspelt path would be. */
function refuseStrangers(found: readonly Found[], { operations = {} }: OpenApiOptions, problems: Problems): void {
  const there = new Set(found.map(({ path }) => path))
  for (const path of Object.keys(operations)) {
    if (!there.has(path)) problems.add(`the options describe '${path}', which the contract does not have`)
  }
}

/** Two endpoints of one method that nobody can tell apart: only the names of their parameters differ. */
function refuseAmbiguous(found: readonly Found[], problems: Problems): void {
  const first = new Map<string, string>()
  for (const { endpoint } of found) {
    const name = nameOf(endpoint)
    const shape = name.replaceAll(/\{[^{}]*\}/g, '{}')
    const known = first.get(shape) ?? name
    first.set(shape, known)
    if (known !== name)
      problems.add(`${name} and ${known} cannot be told apart: no request is for one and not the other`)
  }
}

function refuseTwins(paths: Paths, problems: Problems): void {
  const first = new Map<string, string>()
  for (const [path, item] of paths) {
    for (const [method, { operationId }] of Object.entries(item)) {
      if (operationId === undefined) continue
      const where = `${method.toUpperCase()} ${path}`
      const known = first.get(operationId)
      if (known) problems.add(`${where} and ${known} have the same operationId '${operationId}'`)
      first.set(operationId, where)
    }
  }
}
