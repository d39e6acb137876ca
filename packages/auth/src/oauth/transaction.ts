import { configError } from '@fairlead/core'
import { authError } from '../errors.ts'
import type { StrategyContext } from '../strategy.ts'

/** A sign-in that is at the server's page. */
export interface Transaction {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly returnTo?: string | undefined
  readonly maxAgeSeconds?: number | undefined
  /** Milliseconds since the Unix epoch. */
  readonly begunAt: number
}

const PREFIX = 'fairlead:auth:sign-in:'
const LIFETIME_MS = 600_000
const MAX_OPEN = 5

/** Keeps a transaction over the way to the server's page: in the tab where there is one, else in memory. */
export function begin(transaction: Transaction, context: StrategyContext): void {
  const shelf = shelfOf(context)
  // Those that nobody completed: a storage gives them in no order.
  const begunAt = (name: string): number => parse(shelf.get(name))?.begunAt ?? 0
  const names = shelf.names().toSorted((a, b) => begunAt(a) - begunAt(b))
  const tooOld = transaction.begunAt - LIFETIME_MS
  names.forEach((name, i) => {
    if (i <= names.length - MAX_OPEN || begunAt(name) < tooOld) shelf.remove(name)
  })
  shelf.set(PREFIX + transaction.state, JSON.stringify(transaction))
}

/** Takes the transaction of a callback, once. @throws `auth` with the reason `state-mismatch` or `sign-in-expired` */
export function take(state: string | null, context: StrategyContext): Transaction {
  const shelf = shelfOf(context)
  const name = PREFIX + state
  const found = parse(shelf.get(name))
  shelf.remove(name)
  if (!found || found.state !== state) {
    const what = 'this callback belongs to no sign-in that began in this tab, or was completed already; sign in again'
    throw authError('state-mismatch', what)
  }
  if (found.begunAt < context.runtime.now() - LIFETIME_MS) {
    throw authError('sign-in-expired', 'the sign-in began more than ten minutes ago; sign in again')
  }
  return found
}

/** A place of this program itself. @throws `config` for any other, because a callback must not lead to strangers */
export function ownPlace(returnTo: string | undefined, redirectUri: string): string | undefined {
  if (returnTo === undefined) return undefined
  const { origin } = (globalThis as { location?: { origin: string } }).location ?? new URL(redirectUri)
  const url = URL.parse(returnTo, origin)
  // oxlint-disable-next-line no-control-regex -- URL parsers drop them
  if (url?.origin !== origin || !/^\/(?![/\\])[^\\\0-\x20]*$/.test(returnTo))
    throw configError('`returnTo` is no path of this program; give one that starts with a single slash')
  return returnTo
}

interface Shelf {
  names(): string[]
  get(name: string): unknown
  set(name: string, text: string): void
  remove(name: string): void
}

/** The tab's storage survives the way to another page. A server has none that is one user's alone. */
function shelfOf({ memory }: StrategyContext): Shelf {
  const inMemory: Shelf = {
    names: () => [...memory.keys()].filter((name) => name.startsWith(PREFIX)),
    get: (name) => memory.get(name),
    set: (name, text) => void memory.set(name, text),
    remove: (name) => void memory.delete(name),
  }
  if (typeof document === 'undefined') return inMemory
  try {
    const { sessionStorage } = globalThis
    return {
      names: () => Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX)),
      get: (name) => sessionStorage.getItem(name) ?? inMemory.get(name),
      set(name, text) {
        try {
          sessionStorage.setItem(name, text)
        } catch {
          // No room: memory is enough for a popup.
          inMemory.set(name, text)
        }
      },
      remove(name) {
        sessionStorage.removeItem(name)
        inMemory.remove(name)
      },
    }
  } catch {
    // A page that may not store throws at the mere question.
    return inMemory
  }
}

function parse(text: unknown): Transaction | undefined {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as Transaction) : undefined
  } catch {
    return undefined
  }
}
