import type { Operation } from '../document/openapi.ts'
import { shownTags } from './cache-tags.ts'
import { extensionsOf } from './extensions.ts'
import type { OpenApiOptions, OperationDocs } from './options.ts'
import { type At, type Writer, parametersOf, pathNames } from './parameters.ts'
import { requestBodyOf } from './request-body.ts'
import { responsesOf } from './responses.ts'
import { typeName } from './type-name.ts'
import { type Found, nameOf } from './walk.ts'

/** One endpoint as an operation. */
export function operationOf(
  { path, group, endpoint }: Found,
  docs: OperationDocs,
  options: OpenApiOptions,
  writer: Writer,
): Operation {
  const { summary, description, deprecated, auth, tags, invalidates } = endpoint.definition
  const at: At = { where: nameOf(endpoint), name: typeName(path) }
  const parameters = parametersOf(endpoint, at, docs, writer)
  const cacheTags = shownTags(tags, pathNames(endpoint.path))
  const stale = shownTags(invalidates, pathNames(endpoint.path))
  const isOpen = auth === 'public' && needsCredentials(options)
  return defined({
    operationId: docs.operationId === '' ? undefined : (docs.operationId ?? path),
    summary,
    description,
    tags: docs.tags ?? (group === undefined ? undefined : [group]),
    deprecated: deprecated === true ? true : undefined,
    externalDocs: docs.externalDocs,
    servers: docs.servers,
    security: docs.security ?? (isOpen ? [] : undefined),
    parameters: parameters.length > 0 ? parameters : undefined,
    requestBody: requestBodyOf(endpoint, at, docs.requestBody, writer),
    responses: responsesOf(endpoint, at, docs.responses ?? {}, options.failureType ?? 'application/json', writer),
    ...(cacheTags && { 'x-cache-tags': cacheTags }),
    ...(stale && { 'x-invalidates': stale }),
    ...extensionsOf(docs),
  })
}

/** What operations need that say nothing else. */
export function securityOf({ security, securitySchemes = {} }: OpenApiOptions): OpenApiOptions['security'] {
  return security ?? Object.keys(securitySchemes).map((name) => ({ [name]: [] }))
}

function needsCredentials(options: OpenApiOptions): boolean {
  return (securityOf(options) ?? []).length > 0
}

/** The members that are there. */
export function defined<T extends object>(members: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never
}
