import { configError } from '@fairlead/core'
import type { QueryHost } from '../query-host.ts'
import { watchIdentity } from '../session.ts'
import type { Store } from '../session-store.ts'
import { pluginApi } from './plugin-api.ts'

/** The writes of the present user that are kept. */
export interface OutboxView<Entry> {
  readonly status: 'pending' | 'success' | 'error'
  /** First come first. */
  readonly entries: readonly Entry[]
  /** Why they cannot be read. */
  readonly error: unknown
}

/** What is needed of an outbox. */
interface Readable<Entry> {
  entries(): Promise<readonly Entry[]>
  watch(listener: () => void): () => void
}

const NOTHING = { status: 'pending', entries: [], error: null } as const

/**
 * The outbox of a client's queue.
 *
 * @throws `config` where the client has no queue, or its queue no outbox
 */
export function outboxOf(host: QueryHost): unknown {
  const { outbox } = pluginApi(host, 'queue') as { readonly outbox?: unknown }
  if (outbox) return outbox
  throw configError('the queue has no outbox; give it one: `queue({ outbox: outbox() })`')
}

/** The entries of an outbox as a store. Those of a user who has left are not shown to the next. */
export function outboxStore<Entry>(outbox: Readable<Entry>, { client }: QueryHost): Store<OutboxView<Entry>> {
  const listeners = new Set<() => void>()
  const { session } = client
  let view: OutboxView<Entry> = NOTHING
  let whose: AbortSignal | undefined
  let turn = 0
  let ends: readonly (() => void)[] = []

  function show(next: OutboxView<Entry>): void {
    view = next
    for (const listener of listeners) listener()
  }
  async function read(): Promise<void> {
    const own = ++turn
    const { signal } = session
    const answer = await outbox.entries().then(
      (entries): OutboxView<Entry> => ({ status: 'success', entries, error: null }),
      (error: unknown): OutboxView<Entry> => ({ ...view, status: 'error', error }),
    )
    if (own !== turn || signal.aborted) return
    whose = signal
    show(answer)
  }
  function changed(): void {
    turn++
    show(NOTHING)
    void read()
  }
  return {
    get: () => (whose?.aborted ? NOTHING : view),
    subscribe(listener) {
      const own = (): void => listener()
      listeners.add(own)
      if (listeners.size === 1) {
        ends = [outbox.watch(() => void read()), watchIdentity(session, changed)]
        void read()
      }
      return () => {
        listeners.delete(own)
        if (listeners.size > 0) return
        turn++
        for (const end of ends) end()
      }
    },
  }
}
