import { type CallRequest, FairleadError, type Host, configError, tellAll } from '@fairlead/core'
import { type Guards, check, isAbove0, isAmount, isCount, isFunction, isObject, isText } from '../check.ts'
import { bodyOf, entryOf } from './accept.ts'
import { createOutboxApi } from './create-api.ts'
import { createDrain } from './drain.ts'
import type { OutboxEntry } from './entry.ts'
import { type Intent, intentOf, isSending } from './intent.ts'
import { memoryOutbox } from './memory.ts'
import type { OutboxOptions } from './options.ts'
import { type Tried, createSender } from './sender.ts'
import { createSenders } from './sessions.ts'
import { openTabs } from './tabs.ts'
import { tellEffects } from './tell-effects.ts'
import { type EndState, Tracked } from './tracked.ts'
import type { InstalledOutbox, Outbox } from './types.ts'
import type { Answer } from './verdict.ts'

const OPTIONS: Guards<OutboxOptions> = {
  store: isObject,
  name: isText,
  maxEntries: isAmount,
  maxBytes: isAmount,
  baseMs: isAbove0,
  maxMs: isAbove0,
  maxAttempts: isCount,
  leaseMs: isAbove0,
  resolve: isFunction,
  onSessionEnd: (value) => value === 'keep' || value === 'discard' || isFunction(value),
}

/**
 * Keeps writes until the server has them: stored before they are first sent, sent again with the same Idempotency-Key
 * whatever happens between, deleted when the server has answered.
 *
 * @throws `config` for an unknown option or one with a value it cannot have
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl, plugins: [queue({ outbox: outbox({ store: idbOutbox() }) })] })
 * const booking = await client.queue.outbox.send(book, { body: { berth: 'b-4' } })
 * ```
 */
export function outbox(options: OutboxOptions = {}): Outbox {
  check('outbox', options, OPTIONS)
  return { install: (host) => install(options, host) }
}

/** How long the answer to a write that another tab has sent may be on its way here. */
const ANSWER_MS = 5_000

function install(options: OutboxOptions, host: Host): InstalledOutbox {
  const { runtime, emit, session } = host
  const {
    store = memoryOutbox(),
    name = host.origin,
    maxEntries = 1_000,
    maxBytes = 10 * 1024 * 1024,
    baseMs = 1_000,
    maxMs = 300_000,
    maxAttempts = Infinity,
    leaseMs = 60_000,
    resolve = () => 'dead',
    onSessionEnd = 'keep',
  } = options
  const stop = new AbortController()
  const writes = new Map<string, Tracked>()
  const watchers = new Set<() => void>()
  /** Writes that are gone from the store without an answer here, by the timer that gives them up. */
  const lost = new Map<string, unknown>()
  /** Not made while the plugin is installed: some platforms give no random numbers then. */
  let ownerId: string | undefined
  const owner = (): string => (ownerId ??= runtime.randomUUID())
  const tell = (what: string, count: number): void =>
    emit(() => ({ type: 'plugin:queue:outbox', at: runtime.now(), details: { what, count } }))

  const senders = createSenders(
    session,
    (identity) => void drain.hurry(identity),
    (identity) => void endOf(identity).catch(failed),
  )
  const pace = { baseMs, maxMs, maxAttempts, leaseMs }
  const send = createSender(host, store, pace, resolve, senders, owner, stop.signal)
  const drain = createDrain({
    runtime,
    store,
    name,
    send,
    senders,
    signal: stop.signal,
    begun: (id) => writes.get(id)?.become('sending'),
    tried,
    failed,
  })
  let tabs: ReturnType<typeof openTabs> | undefined
  queueMicrotask(() => {
    if (stop.signal.aborted) return
    tabs = openTabs(runtime, `fairlead:outbox:${name}`, {
      settled: settle,
      changed() {
        tellAll(watchers, undefined)
        drain.wake()
        findLost().catch(failed)
      },
    })
    drain.wake()
  })

  /** Tells everybody that entries have changed. */
  function changed(): void {
    tellAll(watchers, undefined)
    tabs?.changed()
  }

  function failed(error: unknown): void {
    tell('store-failed', 1)
    console.error(error)
  }

  /** Ends a write that somebody here may wait for. */
  function settle(id: string, state: EndState, answer?: Answer): void {
    writes.get(id)?.settle(state, answer)
    writes.delete(id)
    runtime.clearTimeout(lost.get(id))
    lost.delete(id)
  }

  /** Ends a write that somebody here or in another tab may wait for. */
  function settleAll(id: string, state: EndState, answer?: Answer): void {
    settle(id, state, answer)
    tabs?.settled(id, state, answer)
  }

  function tried({ entry, answer, next }: Tried): void {
    const { id, identity } = entry
    // Told twice, what it makes stale would be asked for twice.
    if (next === 'sent' && !writes.get(id)?.callers) void tellEffects(host, senders.of(identity), entry, answer)
    if (next === 'sent' || next === 'dead') settleAll(id, next, answer)
    else if (next === 'drop') settleAll(id, 'cancelled', answer)
    else writes.get(id)?.become('pending')
    changed()
  }

  /** Ends what another tab has sent, whose answer did not reach us. */
  async function findLost(): Promise<void> {
    if (writes.size === 0) return
    const waiting = [...writes.keys()]
    const there = new Map((await store.list()).map(({ id, state }) => [id, state]))
    for (const id of waiting) {
      if (there.get(id) === 'dead') settle(id, 'dead')
      if (there.has(id) || lost.has(id)) continue
      // The answer may be on its way from the other tab.
      const giveUp = (): void => settle(id, 'sent')
      lost.set(id, runtime.setTimeout(giveUp, ANSWER_MS))
    }
  }

  /** Decides about the writes of somebody whose session has ended. */
  async function endOf(identity: string): Promise<void> {
    const entries = (await store.list()).filter((entry) => entry.identity === identity)
    if (entries.length === 0) return
    const choice = typeof onSessionEnd === 'function' ? onSessionEnd(entries) : onSessionEnd
    if (choice === 'discard') tell('discarded', await discard(entries))
    else tell('kept', entries.length)
  }

  /** Forgets entries, unless somebody sends them now; answers how many. */
  async function discard(entries: readonly OutboxEntry[]): Promise<number> {
    let count = 0
    for (const { id } of entries) {
      let isGone = false
      await store.update(id, (entry) => {
        isGone = entry.state !== 'sending'
        return isGone ? null : entry
      })
      if (!isGone) continue
      count++
      settleAll(id, 'cancelled')
    }
    if (count > 0) changed()
    return count
  }

  /** Stores a write: in the place of one that still waits, or at the end of the line. */
  async function keep(request: CallRequest, intent: Intent): Promise<OutboxEntry> {
    const { scope } = request
    const entry = await entryOf(request, intent)
    const { lane, identity, merge, body } = entry
    scope.throwIfEnded()
    const same = (each: OutboxEntry): boolean =>
      each.merge === merge && each.lane === lane && each.identity === identity && each.attempts === 0
    for (const other of merge === undefined ? [] : (await store.list()).filter(same)) {
      let isMerged = false
      const stored = await store.update(other.id, (waiting) => {
        isMerged = waiting.state === 'pending' && same(waiting)
        if (!isMerged) return waiting
        const { id, seq, createdAt } = waiting
        return { ...entry, id, seq, createdAt, body: combinedBody(waiting.body, body, intent.combine) }
      })
      if (isMerged && stored) return stored
    }
    const stored = await store.add(entry, { maxEntries, maxBytes })
    // Its caller has been told that it failed.
    if (stored && scope.endedBy) await discard([stored])
    scope.throwIfEnded()
    if (stored) return stored
    throw new FairleadError('rejected', entry, 'the outbox is full', { reason: 'outbox-full', retryable: true })
  }

  const parts = { store, drain, watchers, changed, discard }
  let line: Promise<unknown> = Promise.resolve()
  /** Stores writes in the order in which they were made, however long it takes to read their bodies. */
  function inLine<T>(work: () => Promise<T>): Promise<T> {
    const turn = line.then(work)
    line = turn.catch(() => {})
    return turn
  }

  return {
    layer: {
      stage: 'outbox',
      name: 'outbox',
      async handle(request, next) {
        const intent = isSending(request) ? undefined : intentOf(request)
        if (!intent) return next(request)
        if (request.auth === 'session') senders.meet(request.session.session)
        const { id } = await inLine(() => keep(request, intent))
        const write = writes.get(id) ?? new Tracked(id)
        writes.set(id, write)
        intent.stored(write)
        changed()
        drain.wake()
        write.callers++
        try {
          const reply = await request.scope.race(write.reply)
          // Of several callers each may change what it gets.
          return { ...reply, body: (reply.body as Uint8Array<ArrayBuffer>).slice() }
        } finally {
          write.callers--
        }
      },
    },
    api: createOutboxApi(host, parts, session),
    apiFor(other) {
      senders.meet(other)
      return createOutboxApi(host, parts, () => other)
    },
    async dispose() {
      stop.abort()
      senders.close()
      // What was being sent is given back, so that the next program need not wait for its lease to end.
      await drain.close()
      for (const timer of lost.values()) runtime.clearTimeout(timer)
      tabs?.close()
      tabs = undefined
      watchers.clear()
      await store.close?.()
    },
  }
}

/** Makes one JSON body of two. @throws `config` for bodies that are no JSON */
function combinedBody(
  waiting: OutboxEntry['body'],
  now: OutboxEntry['body'],
  combine: Intent['combine'],
): OutboxEntry['body'] {
  if (!combine) return now
  const parse = (bytes: OutboxEntry['body']): unknown => {
    try {
      return bytes && JSON.parse(new TextDecoder().decode(bytes))
    } catch {
      throw configError('outbox: `combine` is for bodies in JSON')
    }
  }
  return bodyOf(combine(parse(waiting), parse(now))).bytes
}
