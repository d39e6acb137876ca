import type { Answer } from '../mock/answer.ts'

/** A kind of request: `signIn` begins, `token` renews, `revoke` ends a session. */
export type Door = 'signIn' | 'token' | 'revoke' | 'resource' | 'session' | 'csrf'

/** What goes wrong, and how often. */
export interface AuthorityFault {
  /** @defaultValue 'token' */
  readonly at?: Door
  /** @defaultValue 1 */
  readonly times?: number
  /** Answers this instead of doing the work. */
  readonly status?: number
  /** Seconds, or an HTTP date. */
  readonly retryAfter?: number | string
  readonly headers?: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly body?: string
  /** Breaks the connection instead of doing the work, or after it is done: then nobody hears of it. */
  readonly drop?: 'before' | 'after'
  /** Does nothing and never answers. */
  readonly hang?: boolean
  /** Does the work, and answers this many milliseconds later. */
  readonly delayMs?: number
}

/** The faults that are due. */
export interface Faults {
  add(fault: AuthorityFault): void
  /** Does the work of a door as its next fault has it. */
  around(door: Door, work: () => Answer): Answer
  clear(): void
}

/** Makes an empty list of faults. Those of one door come in the order they were added. */
export function createFaults(): Faults {
  let queue: { readonly fault: AuthorityFault; left: number }[] = []
  return {
    add: (fault) => void queue.push({ fault, left: fault.times ?? 1 }),
    clear: () => void (queue = []),
    around(door, work) {
      const due = queue.find(({ fault: { at = 'token' }, left }) => at === door && left > 0)
      if (!due) return work()
      due.left--
      const { status, retryAfter, headers, json, body, drop, hang, delayMs } = due.fault
      if (hang) return { hang }
      if (drop === 'before') return broken()
      if (status !== undefined)
        return {
          status,
          headers: { ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }), ...headers },
          json,
          ...(body !== undefined && { body }),
          ...(delayMs && { delayMs }),
        }
      const answer = work()
      return drop === 'after' ? broken() : { ...answer, ...(delayMs && { delayMs }) }
    },
  }
}

/** As fetch tells of a connection that ended. */
function broken(): Answer {
  return { error: new TypeError('fetch failed') }
}
