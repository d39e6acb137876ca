import { type CallRequest, type Session, isSecretHeader } from '@fairlead/core'
import type { Settings } from './settings.ts'

/** Whose answers a call may see and what may be kept of its own. */
export interface Partition {
  /** Part of the key; empty for calls that show nobody. */
  readonly id: string
  /** The user, where the session knows one. */
  readonly identity: string
  /** Keeps requests of different users apart while they are under way, also where their answers share a key. */
  readonly flight: string
  /** Whether the answer may be kept for others, by the rules for shared caches (RFC 9111 section 3.5). */
  readonly shared: boolean
  /** Whether the call carries what proves a user. */
  readonly credentials: boolean
  /** Whether it is that of all who show nobody, on a server. */
  readonly isAnybodys: boolean
  /** Whether the partition means something in this process alone, so that nothing of it goes to the second tier. */
  readonly volatile: boolean
}

/** How many credentials are told apart at once. */
const MAX_CREDENTIALS = 1_000

/**
 * Makes the function that tells whose call it is. A session says so itself. A call that carries credentials by hand belongs
 * to a nameless user: in a program with one user, and where the cache is said to be private, each credential has its own
 * partition; on a server the rules for shared caches hold.
 */
export function createPartitions({ type, platform }: Settings): (request: CallRequest) => Partition {
  // Credentials by what they are, so that neither a key nor a store ever holds one.
  const numbers = new Map<string, string>()
  const sessions = new WeakMap<Session, number>()
  let lastSession = 0
  const nobody: Partition = {
    id: '',
    identity: '',
    flight: '',
    shared: type === 'shared',
    credentials: false,
    isAnybodys: type === undefined && !platform.oneUser,
    volatile: false,
  }
  let last = 0

  function numberOf(credentials: string): string {
    const number = numbers.get(credentials) ?? `credentials ${++last}`
    numbers.delete(credentials)
    numbers.set(credentials, number)
    if (numbers.size > MAX_CREDENTIALS) for (const oldest of numbers.keys()) return (numbers.delete(oldest), number)
    return number
  }

  return ({ headers, auth, session }) => {
    let carried = ''
    for (const name in headers) if (isSecretHeader(name)) carried += `${name}: ${headers[name]}\n`
    const { identity, epoch } = session
    const known = auth === 'session' && session.session.state !== 'anonymous'
    if (carried === '' && !known) return nobody
    const number = carried === '' ? '' : numberOf(carried)
    const user = known ? identity || `epoch ${epoch}` : ''
    const own = `${user}\n${number}`
    let sessionNumber = known ? sessions.get(session.session) : 0
    if (sessionNumber === undefined) sessions.set(session.session, (sessionNumber = ++lastSession))
    // What ends one session must not end what another waits for.
    const flight = `${own}\n${sessionNumber}`
    const shared = type === 'shared' || (!known && type === undefined && !platform.oneUser)
    return {
      // Where others go by the rules for private caches, what is kept for everybody has a place of its own.
      id: type === 'shared' ? '' : shared ? 'shared' : own,
      identity: known ? identity : '',
      flight,
      shared,
      credentials: true,
      isAnybodys: false,
      volatile: !shared && (number !== '' || !identity),
    }
  }
}
