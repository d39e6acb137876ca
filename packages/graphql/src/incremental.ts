import { GraphQLMisuse, type GraphQLIssue } from './errors.ts'

type Path = readonly (string | number)[]
type Tree = Record<string | number, unknown>

/** A response, or a part of one that comes in parts. Both formats of incremental delivery are read. */
export interface ResponsePart {
  readonly data?: unknown
  /** Some servers say `null` where there are none. */
  readonly errors?: readonly GraphQLIssue[] | null
  readonly extensions?: Readonly<Record<string, unknown>>
  readonly hasNext?: boolean
  readonly incremental?: readonly Patch[]
  /** What is still to come, by id (the format of 2023 and later). */
  readonly pending?: readonly { readonly id: string; readonly path: Path }[]
  readonly completed?: readonly { readonly id: string; readonly errors?: readonly GraphQLIssue[] }[]
  /** Of a patch that is the whole part (the format before 2022). */
  readonly path?: Path
  readonly items?: readonly unknown[] | null
}

/** Some data that belongs into the data before: at a path (the format of 2022), or at that of an id. */
interface Patch {
  readonly path?: Path
  readonly id?: string
  readonly subPath?: Path
  readonly data?: unknown
  readonly items?: readonly unknown[] | null
  readonly errors?: readonly GraphQLIssue[] | null
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** A response as far as it has come. */
export interface Assembled {
  readonly data: unknown
  readonly errors: readonly GraphQLIssue[]
  readonly extensions: Readonly<Record<string, unknown>> | undefined
  readonly hasNext: boolean
}

/**
 * Puts a response together from its parts. What was handed out never changes after: the next part copies what it is put
 * into, once, and parts that come before the next look share that copy.
 *
 * @see {@link https://github.com/graphql/defer-stream-wg/discussions/69}
 */
export class Assembly {
  #data: unknown
  #errors: readonly GraphQLIssue[] = []
  #extensions: Readonly<Record<string, unknown>> | undefined
  #hasNext = true
  #isBegun = false
  readonly #pending = new Map<string, Path>()
  /** Copies that nobody has been given yet. */
  #own = new WeakSet<object>()

  /** @throws {@link GraphQLMisuse} for a part that is none, or that belongs nowhere; what has come before stays */
  add(part: unknown): this {
    if (!isPart(part, !this.#isBegun)) throw new GraphQLMisuse('', 'it is no GraphQL response')
    try {
      this.#take(part)
    } catch (error) {
      // Whatever a server puts in place of a list or an object.
      throw error instanceof GraphQLMisuse ? error : new GraphQLMisuse('', 'a part of it is malformed')
    }
    this.#isBegun = true
    this.#hasNext = part.hasNext === true
    return this
  }

  /** What has come, handed out. */
  soFar(): Assembled {
    this.#own = new WeakSet()
    return { data: this.#data, errors: this.#errors, extensions: this.#extensions, hasNext: this.#hasNext }
  }

  /** Whether more is still to come. */
  get hasNext(): boolean {
    return this.#hasNext
  }

  #take(part: ResponsePart): void {
    for (const { id, path } of part.pending ?? []) this.#pending.set(id, path)
    if (part.incremental) for (const patch of part.incremental) this.#patch(patch)
    else if (part.path) this.#patch(part)
    else if ('data' in part || 'errors' in part) {
      this.#data = part.data
      this.#more(part.errors)
    }
    if (!part.path) this.#extend(part.extensions)
    for (const { id, errors } of part.completed ?? []) {
      this.#more(errors)
      this.#pending.delete(id)
    }
  }

  #more(errors: readonly GraphQLIssue[] | null | undefined): void {
    if (!errors || errors.length === 0) return
    if (!isIssues(errors)) throw new GraphQLMisuse('', 'its errors are none')
    this.#errors = placed(this.#own, this.#errors, Infinity, errors)
  }

  #extend(more: unknown): void {
    if (typeof more !== 'object' || more === null) return
    this.#extensions = Object.assign(mine(this.#own, this.#extensions ?? {}), more)
  }

  #patch({ path, id, subPath = [], data, items, errors, extensions }: Patch): void {
    this.#more(errors)
    if ((data && typeof data !== 'object') || (items && !Array.isArray(items)))
      throw new GraphQLMisuse('', 'a part of it is malformed')
    this.#extend(extensions)
    const base = path ?? (id === undefined ? undefined : this.#pending.get(id))
    if (!base || !isPath(base) || !isPath(subPath)) throw new GraphQLMisuse('', 'a part of it belongs nowhere')
    const at = [...base, ...subPath]
    const last = at.at(-1)
    const own = this.#own
    if (items && path && typeof last === 'number')
      this.#data = changed(own, this.#data, at.slice(0, -1), (list) => placed(own, list, last, items))
    else if (items) this.#data = changed(own, this.#data, at, (list) => placed(own, list, Infinity, items))
    else if (data !== undefined && data !== null)
      this.#data = changed(own, this.#data, at, (old) => merged(own, old, data))
  }
}

/** An object or list that may be changed: a copy, unless it is one already. */
function mine<T extends object>(own: WeakSet<object>, tree: T): T {
  if (own.has(tree)) return tree
  const copy = (Array.isArray(tree) ? (tree as unknown[]).slice() : { ...tree }) as T
  own.add(copy)
  return copy
}

/** A tree in which what is at the path is another. */
function changed(
  own: WeakSet<object>,
  tree: unknown,
  [step, ...rest]: Path,
  change: (old: unknown) => unknown,
): unknown {
  if (step === undefined) return change(tree)
  // A list has items and nothing else: its length is not for a server to set.
  const isThere = typeof tree === 'object' && tree !== null && Object.hasOwn(tree, step)
  if (!isThere || (Array.isArray(tree) && typeof step !== 'number'))
    throw new GraphQLMisuse('', 'a part of it belongs nowhere')
  const value = changed(own, (tree as Tree)[step], rest, change)
  const copy = mine(own, tree as Tree)
  copy[step] = value
  return copy
}

/** A list with items at an index, or at its end. */
function placed<T>(own: WeakSet<object>, list: unknown, index: number, items: readonly T[]): T[] {
  if (!Array.isArray(list)) throw new GraphQLMisuse('', 'items of it belong to no list')
  const at = index === Infinity ? list.length : index
  // Else a server could make a list of any length with one number.
  if (!(at >= 0 && at <= list.length)) throw new GraphQLMisuse('', 'a part of it belongs nowhere')
  const copy = mine(own, list as T[])
  for (const [offset, item] of items.entries()) copy[at + offset] = item
  return copy
}

/** Data laid over what is there; of lists, item by item, because others may have been streamed into one before. */
function merged(own: WeakSet<object>, old: unknown, data: object): unknown {
  if (typeof old !== 'object' || old === null || Array.isArray(old) !== Array.isArray(data)) return data
  const copy = mine(own, old as Tree)
  for (const name of Object.keys(data)) {
    const value = (data as Tree)[name]
    copy[name] = typeof value === 'object' && value !== null ? merged(own, copy[name], value) : value
  }
  return copy
}

/** Whether a value is a GraphQL response, or a later part of one. */
export function isPart(value: unknown, isFirst: boolean): value is ResponsePart {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { errors, data, hasNext, incremental } = value as ResponsePart
  if (!isIssues(errors ?? [])) return false
  if (data !== undefined && (typeof data !== 'object' || Array.isArray(data))) return false
  return data !== undefined || Array.isArray(errors) || (!isFirst && (typeof hasNext === 'boolean' || !!incremental))
}

function isPath(path: unknown): path is Path {
  return (
    Array.isArray(path) && path.every((step) => typeof step === 'string' || (Number.isSafeInteger(step) && step >= 0))
  )
}

function isIssues(errors: unknown): errors is readonly GraphQLIssue[] {
  return Array.isArray(errors) && errors.every((each) => typeof (Object(each) as GraphQLIssue).message === 'string')
}
