import { equal } from '../conformance/assert.ts'
import type {
  SessionStoreUnderTest,
  SocketSessionContext,
  StoredMessageUnderTest,
  StoredSessionUnderTest,
} from './case.ts'

/** Longer than any case takes. */
export const LONG_MS = 60_000
export const IDENTITY = 'harbour master'

/** Two processes and the id of a session that nobody else has. */
export interface Handle {
  readonly one: SessionStoreUnderTest
  readonly other: SessionStoreUnderTest
  readonly id: string
  /** Stores a session for the first of them, its owner `one`. */
  begin(session?: Partial<StoredSessionUnderTest>): Promise<void>
  /** What the second of them takes over, as its owner `other`. */
  claimed(): Promise<StoredSessionUnderTest | undefined>
}

/** A session with nothing in it. */
export function empty(rest: Partial<StoredSessionUnderTest> = {}): StoredSessionUnderTest {
  return { identity: IDENTITY, received: 0, first: 1, waiting: [], channels: [], ...rest }
}

/** A message whose data is a text. */
export function message(text: string): StoredMessageUnderTest {
  return { head: '"name":"notice"', json: JSON.stringify(text) }
}

/** Runs with two processes over one storage, and leaves nothing there. */
export function withTwo(run: (handle: Handle) => Promise<void>): (context: SocketSessionContext) => Promise<void> {
  return async ({ open }) => {
    const [one, other, id] = [open(), open(), `conformance ${crypto.randomUUID()}`]
    await run({
      one,
      other,
      id,
      async begin(session) {
        equal(await one.put(id, 'one', empty(session), LONG_MS), 'kept', 'a new session is stored')
      },
      claimed: async () => other.claim(id, 'other', IDENTITY),
    })
    await one.remove(id, 'one')
    await other.remove(id, 'other')
  }
}

/** A session as text, so that bytes and dates are compared too. */
export function printed(session: StoredSessionUnderTest | undefined): string {
  return session ? print(session) : 'none'
}

function print(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Date) return `Date ${value.getTime()}`
  if (value instanceof Uint8Array) return `bytes ${value.join(' ')}`
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? JSON.stringify(value) : String(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}: ${print(member)}`).join(', ')}}`
}
