import { type Locks, type Plugin, type Runtime, type Schema, abortable, createClient, post, put } from '@fairlead/core'
import { type OutboxOptions, type OutboxStore, memoryOutbox, outbox, queue } from '@fairlead/queue'
import { type VirtualClock, createVirtualClock } from '@fairlead/testing'
import { createFakeSession } from '../support/session.ts'

/** A request as the server saw it. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly key: string | undefined
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

/** How the server answers; a promise that never settles is a server that hangs. */
export type Script = (seen: Seen, call: number) => Answered | Promise<Answered>

/** A status and what comes with it, or the loss of the connection. */
export type Answered =
  | 'lost'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }

/** Whatever the tests send. */
const anything: Schema<unknown, unknown> = {
  '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
}

export const book = post('/berths/{berth}/bookings', {
  body: anything,
  invalidates: ({ params }) => ['bookings', `berth:${params.berth}`],
})
export const rename = put('/vessels/{id}', { body: anything })

/** Locks whose turns take no real time, unlike those of the platform. */
function createLocks(): Locks {
  let tail: Promise<unknown> = Promise.resolve()
  return {
    request(_name, { signal }, run) {
      const turn = abortable(tail, signal).then(run)
      tail = Promise.allSettled([tail, turn])
      return turn
    },
  }
}

/** A client with an outbox, and the server behind it. */
export function rig(
  script: Script = () => ({ status: 201, body: { ok: true } }),
  {
    clock = createVirtualClock(),
    store = memoryOutbox(),
    session = createFakeSession(),
    options = {},
    runtime = {},
  }: {
    readonly clock?: VirtualClock
    readonly store?: OutboxStore
    readonly session?: ReturnType<typeof createFakeSession>
    readonly options?: OutboxOptions
    readonly runtime?: Partial<Runtime>
  } = {},
) {
  const seen: Seen[] = []
  const events: Readonly<Record<string, unknown>>[] = []
  const brings: Plugin<''> = { name: '', install: () => ({ session }) }
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    contract: { book, rename },
    runtime: Object.assign(clock, { locks: createLocks() }, runtime),
    plugins: [brings, queue({ outbox: outbox({ store, ...options }) })],
    transport: {
      name: 'scripted',
      capabilities: { streamUp: true, streamDown: true, uploadProgress: false, redirectControl: true },
      async send({ method, url, headers, body, signal }) {
        const text = body === undefined ? '' : await new Response(body).text()
        const one = {
          method,
          path: new URL(url).pathname,
          key: headers['idempotency-key'],
          body: text ? (JSON.parse(text) as unknown) : undefined,
          headers,
        }
        seen.push(one)
        const aborted = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        const answered = await Promise.race([Promise.resolve(script(one, seen.length)), aborted])
        if (answered === 'lost') throw new TypeError('fetch failed')
        return {
          status: answered.status,
          headers: new Headers({ 'content-type': 'application/json', ...answered.headers }),
          url,
          body: new TextEncoder().encode(JSON.stringify(answered.body ?? null)),
        }
      },
    },
  })
  client.on((event) => {
    if (event.type === 'plugin:queue:outbox') events.push((event as { details: Record<string, unknown> }).details)
  })
  /** Lets everything happen that needs no time. */
  const rest = (): Promise<void> => clock.advance(0)
  return { clock, client, seen, events, store, session, rest, box: client.queue.outbox }
}
