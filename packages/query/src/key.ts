import { type EndpointInput, configError, isSecretHeader } from '@fairlead/core'

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
 * The input as a key has it. What JSON would leave out or write alike would let two calls share their data, and a secret would be
 * stored with them, so both are refused.
 *
 * @throws `config` for what cannot be written, with its place and never its value
 */
export function keyInput(input: EndpointInput | undefined, path: readonly string[]): KeyInput {
  const writing: Writing = { of: path.join('.'), left: MAX_VALUES }
  if (input !== undefined && (typeof input !== 'object' || Array.isArray(input)))
    throw unfit(writing, 'input', 'is no object')
  const { headers } = input ?? {}
  for (const name of Object.keys(headers ?? {})) {
    if (isSecretHeader(name.toLowerCase()))
      throw unfit(writing, `input.headers.${name}`, 'is a secret; have the client send it')
  }
  return (plain(writing, input ?? {}, 'input', 0) ?? {}) as KeyInput
}

const MAX_DEPTH = 64
const MAX_VALUES = 100_000

/** A key that is being written. */
interface Writing {
  readonly of: string
  /** How many values more: what holds the same again and again has no end otherwise. */
  left: number
}

function plain(writing: Writing, value: unknown, at: string, depth: number): unknown {
  if (depth > MAX_DEPTH) throw unfit(writing, at, 'is nested too deep, or holds itself')
  if (writing.left-- === 0) throw unfit(writing, 'input', `has more than ${MAX_VALUES} values`)
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value
    case 'bigint':
      return String(value)
    case 'number':
      if (Number.isFinite(value)) return value
      throw unfit(writing, at, 'is no finite number')
    case 'object':
      return value === null ? null : plainObject(writing, value, at, depth)
    default:
      throw unfit(writing, at, `is a ${typeof value}`)
  }
}

function plainObject(writing: Writing, value: object, at: string, depth: number): unknown {
  if (Array.isArray(value)) return value.map((each, index) => plain(writing, each, `${at}[${index}]`, depth + 1))
  if (value instanceof Date && Number.isNaN(value.getTime())) throw unfit(writing, at, 'is no date')
  // Bun gives the web's own lists a `toJSON`, which elsewhere they do not have.
  const isList = /^\[object (FormData|URLSearchParams|Headers)\]$/.test(Object.prototype.toString.call(value))
  if (!isList && 'toJSON' in value && typeof value.toJSON === 'function')
    return plain(writing, (value.toJSON as () => unknown)(), at, depth + 1)
  const prototype: unknown = Object.getPrototypeOf(value)
  // A Blob, a form or a Map has no members that tell two of them apart.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw unfit(writing, at, `is a ${(value.constructor as { name?: string } | undefined)?.name ?? 'special object'}`)
  const result: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(value)) {
    // The hash of a key would leave it out.
    if (name === '__proto__') throw unfit(writing, at, 'has a member called __proto__')
    const shown = plain(writing, each, `${at}.${name}`, depth + 1)
    if (shown !== undefined) result[name] = shown
  }
  return result
}

function unfit({ of }: Writing, at: string, what: string): Error {
  return configError(
    `${of}: \`${at}\` ${what}, which cannot be part of a query key; give a plain value, or use \`mutationOptions\``,
  )
}

/** Whether a key is of the queries that go by a name. */
export function isKeyOf(api: string, key: readonly unknown[]): key is EndpointKey {
  return key.length === 4 && (key[0] as Partial<QueryScope> | undefined)?.api === api
}

/**
 * Data under a key of the caller's own would stay when their session ends.
 *
 * @throws `config` for a key that `queryOptions` and the like did not make
 */
export function checkKey(api: string, key: readonly unknown[]): void {
  if (isKeyOf(api, key)) return
  throw configError(
    'the `queryKey` is not the one that `queryOptions` made, so its data would stay when their session ends; leave it as it is',
  )
}
