import { type EndpointInput, configError } from '@fairlead/core'

/**
 * Whose data a key is for. It comes first, so that one prefix finds all of an API or of a session.
 *
 * `api` is the client's base URL or the name given. `session` is the identity the data belongs to: absent where it is public, empty
 * where nobody is signed in, null as long as it is not known who is. Never a token.
 */
export interface QueryScope {
  readonly api: string
  readonly session?: string | null
}

/** How the data of one call are kept: once, in pages, or as they arrive. */
export type QueryKind = 'query' | 'infinite' | 'live'

/** A key of TanStack Query: whose, which endpoint of the contract, with what input, and how it is kept. */
export type EndpointKey = readonly [scope: QueryScope, path: readonly string[], input: KeyInput, kind: QueryKind]

/** The beginning of a key, for what takes a filter: all of an endpoint, or all whose input has certain parts. */
export type EndpointPrefix = readonly [scope: QueryScope, path: readonly string[], input?: KeyInput]

/** An input as keys have it: plain JSON. */
export type KeyInput = Readonly<Record<string, unknown>>

/** The key of what a mutation does: the path is its identity, so that one that was stored can be gone on with. */
export type MutationKeyOf = readonly [scope: QueryScope, path: readonly string[]]

/**
 * The input as a key has it. What JSON would leave out or write alike would let two calls share their data, so it is refused.
 *
 * @throws `config` for what cannot be written, with its place and never its value
 */
export function keyInput(input: EndpointInput | undefined, path: readonly string[]): KeyInput {
  return (plain(input ?? {}, path.join('.'), 'input', 0) ?? {}) as KeyInput
}

const MAX_DEPTH = 64

function plain(value: unknown, of: string, at: string, depth: number): unknown {
  if (depth > MAX_DEPTH) throw unfit(of, at, 'is nested too deep, or holds itself')
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value
    case 'bigint':
      return String(value)
    case 'number':
      if (Number.isFinite(value)) return value
      throw unfit(of, at, 'is no finite number')
    case 'object':
      return value === null ? null : plainObject(value, of, at, depth)
    default:
      throw unfit(of, at, `is a ${typeof value}`)
  }
}

function plainObject(value: object, of: string, at: string, depth: number): unknown {
  if (Array.isArray(value)) return value.map((each, index) => plain(each, of, `${at}[${index}]`, depth + 1))
  if ('toJSON' in value && typeof value.toJSON === 'function')
    return plain((value.toJSON as () => unknown)(), of, at, depth + 1)
  const prototype: unknown = Object.getPrototypeOf(value)
  // A Blob, a form or a Map has no members that tell two of them apart.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw unfit(of, at, `is a ${value.constructor.name}`)
  const result: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(value)) {
    const shown = plain(each, of, `${at}.${name}`, depth + 1)
    if (shown !== undefined) result[name] = shown
  }
  return result
}

function unfit(of: string, at: string, what: string): Error {
  return configError(
    `${of}: \`${at}\` ${what}, which cannot be part of a query key; give a plain value, or use \`mutationOptions\``,
  )
}

/** Whether a key is of the queries that go by a name. */
export function isKeyOf(api: string, key: readonly unknown[]): key is EndpointKey {
  return key.length === 4 && (key[0] as Partial<QueryScope> | undefined)?.api === api
}
