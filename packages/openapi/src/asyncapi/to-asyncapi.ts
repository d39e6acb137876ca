import { createComponents } from '../export/components.ts'
import { createDescribe } from '../export/describe.ts'
import { collectProblems } from '../export/problems.ts'
import type { JsonSchema } from '../document/json-schema.ts'
import type { AsyncApiDocument } from './asyncapi.ts'
import { type Written, refTo, writeConnection } from './connection.ts'
import { toDraft07 } from './draft-07.ts'
import { type AsyncApiOptions, type SocketContract, checkAsyncOptions } from './options.ts'
import { asyncScheme } from './security.ts'

/**
 * The AsyncAPI 3.0 document of the connections of a server: what it sends, what it receives, and what it answers. The same
 * contracts give the same document.
 *
 * @param contracts the message contracts of `@fairlead/ws`, each by the name of its connection
 * @throws `config` for options that are unknown, and for messages that cannot be shown, with the field of each
 * @see {@link https://www.asyncapi.com/docs/reference/specification/v3.0.0}
 *
 * @example
 * ```ts
 * const document = toAsyncApi({ link }, { info: { title: 'Harbour', version: '1.0.0' }, addresses: { link: '/live' } })
 * ```
 */
export function toAsyncApi(
  contracts: Readonly<Record<string, SocketContract>>,
  options: AsyncApiOptions,
): AsyncApiDocument {
  checkAsyncOptions(options)
  const problems = collectProblems('toAsyncApi')
  const components = createComponents(problems)
  const schemas = Object.entries(options.schemas ?? {})
  const names = new Map<unknown, string>(schemas.map(([name, schema]) => [schema, name]))
  const describe = createDescribe(names, components, problems)

  const unknown = Object.keys(options.addresses ?? {}).find((name) => !Object.hasOwn(contracts, name))
  if (unknown !== undefined) problems.add(`\`addresses\` has '${unknown}', which is no connection of the contracts`)
  const written: Written = { channels: {}, operations: {}, messages: {} }
  for (const [name, contract] of Object.entries(contracts)) {
    const connection = { name, address: options.addresses?.[name] ?? `/${name}`, frames: options.frames ?? 'resumable' }
    writeConnection(contract, connection, describe, written)
  }
  for (const [name, schema] of schemas) {
    if (components.get('answer', name) !== undefined || components.get('request', name) !== undefined) continue
    describe(schema, { direction: 'answer', where: `schemas.${name}`, name, written: 'json' })
  }

  const { document, schemas: shared } = components.finish(
    written,
    schemas.map(([name]) => name),
  )
  problems.settle()
  return assemble(document, shared, options)
}

function assemble(
  { channels, operations, messages }: Written,
  schemas: Readonly<Record<string, JsonSchema>>,
  { info, servers = {}, securitySchemes = {}, tags, externalDocs }: AsyncApiOptions,
): AsyncApiDocument {
  const security = Object.keys(securitySchemes).map((name) => refTo('components', 'securitySchemes', name))
  const served = Object.entries(servers).map(
    ([name, server]) => [name, { ...server, ...(security.length > 0 && { security }) }] as const,
  )
  const schemes = Object.entries(securitySchemes).map(([name, scheme]) => [name, asyncScheme(scheme)] as const)
  const shown = Object.entries(schemas).map(([name, schema]) => [name, toDraft07(schema)] as const)
  return {
    asyncapi: '3.0.0',
    info: { ...info, ...(tags && { tags }), ...(externalDocs && { externalDocs }) },
    defaultContentType: 'application/json',
    ...(served.length > 0 && { servers: Object.fromEntries(served) }),
    channels,
    operations,
    components: {
      messages: Object.fromEntries(
        Object.entries(messages).map(([name, { payload, ...message }]) => [
          name,
          { ...message, ...(payload !== undefined && { payload: toDraft07(payload) }) },
        ]),
      ),
      ...(shown.length > 0 && { schemas: Object.fromEntries(shown) }),
      ...(schemes.length > 0 && { securitySchemes: Object.fromEntries(schemes) }),
    },
  }
}
