import type { Fault } from './client.ts'

/** An answer that is of no store's kind, but has the parts of several. */
const rubbish = {
  version: 7,
  found: [{ entry: { key: 'of another' } }],
  statusCode: 'x',
  headers: 7,
  value: 7,
  state: 'x',
}

/** What a broken store's `get` does instead of finding `nothing`. */
export async function faultyGet<T>(fault: Fault, nothing: T): Promise<T> {
  if (fault === 'get hangs') return new Promise<never>(() => undefined)
  if (fault === 'get throws') throw new Error('The store is down.')
  return fault === 'get answers rubbish' ? (rubbish as T) : nothing
}

/** What a broken store's `set` does instead of storing. */
export async function faultySet(fault: Fault): Promise<void> {
  if (fault === 'set hangs') return new Promise<never>(() => undefined)
  if (fault === 'set throws') throw new Error('The store is full.')
}
