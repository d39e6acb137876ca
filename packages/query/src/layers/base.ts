import { type Query, notifyManager, replaceEqualDeep } from '@tanstack/query-core'

/** What is under the layers of a query. */
export interface Base {
  /** As the server gave them. */
  data: unknown
  /** What the query shows, unless somebody else has changed that. */
  shown: unknown
  /** Whether it is being shown now. */
  isBusy: boolean
}

/** What a base does its work with. */
interface BaseParts {
  /** Hears of data that were asked for, before they are shown. */
  came(): void
  /** What is shown of the base. */
  shown(): unknown
  /** All is done. */
  after(): void
}

// On the query, because what persists queries finds it there; two copies of the package must find each other's.
const BASE = Symbol.for('fairlead.base')

type Based = Query & { [BASE]?: Base }

/** The server's data of a query, without what is shown over them for mutations that are under way. */
export function baseOf(query: Query): unknown {
  const base = heldBase(query)
  return base ? base.data : query.state.data
}

/** The base of a query that has layers. */
export function heldBase(query: Query): Base | undefined {
  return (query as Based)[BASE]
}

/**
 * Gives a query a base. From then on whatever it is given as data becomes the base, and what is shown of it is its data: in the same
 * moment, because who watches must not see one without the other.
 */
export function holdBase(query: Query, { came, shown, after }: BaseParts): void {
  const base: Base = { data: query.state.data, shown: query.state.data, isBusy: false }
  Object.defineProperty(query, BASE, { value: base, configurable: true })
  query.setData = (data, options) => {
    base.data = data
    if (!options?.manual) came()
    const made = write(query, shown(), options)
    after()
    return made
  }
}

/** Takes a base away; what is shown stays. */
export function dropBase(query: Query): void {
  delete (query as Based)[BASE]
  // The class's own is there again.
  delete (query as { setData?: unknown }).setData
}

const watched = new WeakSet<Promise<unknown>>()

/** Shows data that no request has answered: neither fresher nor less invalid than before. */
export function show(query: Query, data: unknown): void {
  const { isInvalidated, error, status, dataUpdatedAt, data: before } = query.state
  if (data === undefined || replaceEqualDeep(before, data) === before) return
  notifyManager.batch(() => {
    // Not `setState`: what is under way would put back the data of its beginning when it is cancelled.
    write(query, data, { updatedAt: dataUpdatedAt, manual: true })
    if (isInvalidated || status === 'error') query.setState({ isInvalidated, error, status })
  })
  if (isInvalidated) staysInvalid(query)
}

/** What is under way puts back a state that counts as valid when it is given up. Once for each, however often data are shown meanwhile. */
function staysInvalid(query: Query): void {
  const { promise } = query
  if (!promise || watched.has(promise)) return
  watched.add(promise)
  promise.catch(() => query.invalidate())
}

function write(query: Query, ...[data, options]: Parameters<Query['setData']>): unknown {
  const base = heldBase(query)
  const { setData } = Object.getPrototypeOf(query) as Query
  if (base) base.isBusy = true
  try {
    return setData.call(query, data, options)
  } finally {
    if (base) {
      base.isBusy = false
      base.shown = query.state.data
    }
  }
}
