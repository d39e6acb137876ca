import { type AnyEndpoint, FairleadError, type Host, type Session } from '@fairlead/core'
import { type Guards, check, isAmount, isFunction, isObject, isText } from '../check.ts'
import type { OutboxApi } from './api.ts'
import type { Drain } from './drain.ts'
import type { OutboxEntry } from './entry.ts'
import { INTENT, type Intent } from './intent.ts'
import type { EntrySummary, SendOptions } from './options.ts'
import type { Receipt, Sent } from './receipt.ts'
import { FRESH, withBody } from './sender.ts'
import type { OutboxStore } from './store.ts'
import type { Tracked } from './tracked.ts'

const SEND: Guards<SendOptions> = {
  waitMs: isAmount,
  lane: isText,
  merge: isText,
  combine: isFunction,
  idempotencyKey: (value) => isText(value) && value !== '',
  signal: isObject,
}

/** What the API needs of the outbox. */
interface Parts {
  readonly store: OutboxStore
  readonly drain: Drain
  readonly watchers: Set<() => void>
  changed(): void
  discard(entries: readonly OutboxEntry[]): Promise<number>
}

/** Makes `client.queue.outbox` for a session. */
export function createOutboxApi({ callsOf, runtime }: Host, parts: Parts, session: () => Session): OutboxApi {
  const { store, drain, watchers, changed, discard } = parts

  const isOwn = ({ identity }: OutboxEntry): boolean => !identity || identity === session().identity

  /** Changes an own entry that nobody sends; answers whether it was there. */
  async function change(id: string, to: (entry: OutboxEntry) => OutboxEntry | null | undefined): Promise<boolean> {
    let isChanged = false
    await store.update(id, (entry) => {
      const next = isOwn(entry) && entry.state !== 'sending' ? to(entry) : undefined
      isChanged = next !== undefined
      return next === undefined ? entry : next
    })
    if (isChanged) {
      changed()
      drain.wake()
    }
    return isChanged
  }

  async function cancel(id: string): Promise<boolean> {
    const entry = (await store.list()).find((each) => each.id === id)
    return entry !== undefined && isOwn(entry) && (await discard([entry])) > 0
  }

  async function send(endpoint: AnyEndpoint, input?: object, options: SendOptions = {}): Promise<Sent<never>> {
    const { waitMs = 5_000, signal } = check('outbox: send', options, SEND)
    if (signal?.aborted)
      throw new FairleadError('abort', undefined, 'aborted by the caller', {}, { cause: signal.reason })
    let timer: unknown
    let leave = (): void => {}
    const kept = Promise.withResolvers<Sent<never>>()
    const intent: Intent = {
      ...options,
      stored(write) {
        leave = () => kept.resolve({ state: 'kept', receipt: receiptOf(write, data, cancel) })
        if (signal?.aborted) return leave()
        timer = runtime.setTimeout(leave, waitMs)
        signal?.addEventListener('abort', leave)
      },
    }
    // Kept writes have no deadline: they go out when they can.
    const call = { [INTENT]: intent, timeouts: { totalMs: Infinity } }
    const data = Promise.resolve<never>(callsOf(session()).request(endpoint, input, call))
    try {
      return await Promise.race([kept.promise, data.then((value): Sent<never> => ({ state: 'sent', data: value }))])
    } finally {
      runtime.clearTimeout(timer)
      signal?.removeEventListener('abort', leave)
    }
  }

  return {
    send: send as OutboxApi['send'],
    entries: async () => (await store.list()).filter(isOwn).map(summaryOf),
    watch(listener) {
      const own = (): void => listener()
      watchers.add(own)
      return () => watchers.delete(own)
    },
    cancel,
    replace: (id, body) => change(id, (entry) => withBody(entry, body, runtime.randomUUID())),
    retry: (id) => change(id, (entry) => (entry.state === 'dead' ? { ...entry, ...FRESH } : undefined)),
    discard: async (identity = session().identity) =>
      discard((await store.list()).filter((entry) => entry.identity === identity)),
    pause: drain.pause,
    resume: drain.resume,
    flush: () => drain.hurry(),
  }
}

function receiptOf<T>(write: Tracked, data: Promise<T>, cancel: (id: string) => Promise<boolean>): Receipt<T> {
  const { id, listeners } = write
  data.catch(() => {})
  return {
    id,
    get state() {
      return write.state
    },
    data,
    watch(listener) {
      const own: typeof listener = (state) => listener(state)
      listeners.add(own)
      return () => listeners.delete(own)
    },
    cancel: () => cancel(id),
  }
}

function summaryOf({
  id,
  lane,
  method,
  template,
  createdAt,
  state,
  attempts,
  notBefore,
  failure,
}: OutboxEntry): EntrySummary {
  return { id, lane, method, template, createdAt, state, attempts, notBefore, failure }
}
