import { FairleadError, configError, isFairleadError, platformRuntime } from '@fairlead/core'
import { check } from '../check.ts'
import { classOf, classOfSignal } from '../priority.ts'
import { charge, waitOf } from '../rates/charge.ts'
import type { RateLimit, RateLimitMaker } from '../rates/rate-limit.ts'
import { rejected } from '../rejected.ts'
import { SCHEDULER, WORK } from './check.ts'
import { Item, type Lesson, type Until } from './item.ts'
import type { Flow, Key } from './line.ts'
import { Lines } from './lines.ts'
import type { Scheduler, SchedulerOptions, WorkOptions } from './options.ts'
import { Places } from './places.ts'

/** A day: platform timers keep little more. */
const MAX_DELAY_MS = 86_400_000

/** A place among those that run, for whoever frees it themselves. */
export interface Place {
  /** Notes that nobody waits for the work any more, which still runs. */
  abandon(): void
  /** Frees the place; only the first time counts. */
  release(lesson: Lesson): void
}

/** A scheduler with the door that a pipeline needs: it waits for a place, and frees it itself. */
export interface PlaceScheduler extends Scheduler {
  /**
   * Waits for a place. What cannot have one within `withinMs` is refused when it comes; `until` ends the wait.
   *
   * @throws what `until` ended it with, or `rejected`
   */
  enter(options: WorkOptions, until: Until, withinMs: number): Promise<Place>
  /** How many may run at once now. */
  limit(): number
  /** Whether nothing waits, runs or is held. */
  isIdle(): boolean
}

/**
 * Makes a scheduler: priority classes with aging, fair shares for keys inside a class, bounds on what runs, what passes in
 * a time and what waits.
 *
 * @throws `config` for an unknown option or one with a value it cannot have
 *
 * @example
 * ```ts
 * const scheduler = createScheduler({ concurrency: 4, maxWaitMs: 2_000 })
 * const tides = await scheduler.run(() => readTides(), { priority: 'high', key: 'harbour-7' })
 * ```
 */
export function createScheduler(options: SchedulerOptions = {}): Scheduler {
  const { run, pause, resume, holdUntil, drain, close, snapshot } = createPlaceScheduler(options)
  return { run, pause, resume, holdUntil, drain, close, snapshot }
}

/** @throws `config` */
export function createPlaceScheduler(options: SchedulerOptions = {}): PlaceScheduler {
  const { clock = platformRuntime, ...bounds } = options
  check('scheduler', bounds, SCHEDULER)
  const { maxQueued = 10_000, maxQueuedBytes = Infinity, overflow = 'reject' } = bounds
  const { maxWaitMs: longestMs = Infinity } = bounds
  let madeAt = clock.now()
  const made = (makers: readonly RateLimitMaker[] = []): RateLimit[] => makers.map((make) => make())
  const rates = made(options.rates)
  /** Asked only what can never pass. */
  const all = [...rates, ...made(options.perKey?.rates)]
  const places = new Places(options.concurrency ?? Infinity)
  const lines = new Lines(options)
  const early = rates.filter((rate): rate is Required<RateLimit> => rate.subscribe !== undefined)
  /** What ends listening to those that may let something pass earlier than they said; none while nothing waits for them. */
  let ears: (() => void)[] = []
  /** Those who wait for the end. */
  const enders: (() => void)[] = []
  let ending: 'draining' | 'closed' | undefined
  let isPaused = false
  let seq = 0
  let queuedBytes = 0
  let latest = 0
  let heldUntil = 0
  let timer: unknown
  let timerAt = Infinity

  /** Milliseconds since it was made: a small number, which never falls although the wall clock may be set back. */
  function now(): number {
    const at = clock.now() - madeAt
    if (at >= latest) return (latest = at)
    madeAt -= latest - at
    return latest
  }

  /** What a place in line is worth: how many go first, and how long it will take. */
  function project(priority: number, key: string, silenceMs: number): { position: number; projectedWaitMs: number } {
    const position = lines.ahead(priority, key)
    if (position === 0 && silenceMs === 0 && places.fit(1)) return { position, projectedWaitMs: 0 }
    const itemMs = Math.max(places.intervalMs, ...rates.map(({ intervalMs }) => intervalMs))
    return { position, projectedWaitMs: Math.ceil(silenceMs + (position + 1) * itemMs) }
  }

  /** Puts an item in line, starts it, or refuses it. */
  function enqueue(item: Item, own: WorkOptions, until: Until | undefined, withinMs: number): void {
    const { key = '', signal, maxWaitMs = longestMs } = own
    const priority = own.priority === undefined ? (classOfSignal(signal) ?? 0) : classOf(own.priority)
    if (signal?.aborted) return fail(item, abortOf(signal))
    if (ending) return fail(item, rejected('closed', 'the queue is closed'))
    const waitMs = Math.min(maxWaitMs, longestMs)
    const boundMs = Math.min(waitMs, withinMs)
    if (boundMs < Infinity) {
      const { at } = item
      const silenceMs = Math.max(
        0,
        heldUntil - at,
        (lines.keys.get(key)?.heldUntil ?? 0) - at,
        waitOf(rates, item.cost, madeAt + at),
      )
      const facts = project(priority, key, silenceMs)
      if (facts.projectedWaitMs > boundMs) {
        const isHeld = silenceMs > boundMs
        const retryAt = clock.now() + Math.ceil(isHeld ? silenceMs : facts.projectedWaitMs - boundMs)
        const reason = isHeld ? 'rate-held' : 'wait-too-long'
        return fail(item, rejected(reason, `it would wait longer than ${boundMs} ms`, { retryAt, ...facts }))
      }
    }
    // With nothing in line there is no timer that would.
    if (lines.size === 0) lines.freeHeld(item.at)
    join(item, priority, key)
    queuedBytes += item.bytes
    dispatch()
    makeRoom(item)
    if (item.flow && (signal || until || waitMs < Infinity)) listen(item, signal, until, waitMs)
  }

  function join(item: Item, priority: number, name: string): void {
    const { heldUntil: keyHeldUntil } = lines.add(item, priority, name, now())
    if (keyHeldUntil > now()) wake(keyHeldUntil)
  }

  /** Hears of what may end the wait of an item. */
  function listen(item: Item, signal: AbortSignal | undefined, until: Until | undefined, waitMs: number): void {
    const releases: (() => void)[] = []
    item.forget = () => releases.splice(0).forEach((release) => release())
    if (waitMs < Infinity) {
      const late = (): void =>
        cancel(item, rejected('wait-too-long', `no turn within ${waitMs} ms`, { retryAt: clock.now() }))
      const limit = clock.setTimeout(late, waitMs)
      releases.push(() => clock.clearTimeout(limit))
    }
    if (signal) {
      const abort = (): void => cancel(item, abortOf(signal))
      signal.addEventListener('abort', abort)
      releases.push(() => signal.aborted || signal.removeEventListener('abort', abort))
    }
    if (signal && classOfSignal(signal) !== undefined) {
      const reclass = (): void => {
        const priority = classOfSignal(signal)
        if (priority === undefined || !item.flow) return
        join(item, priority, lines.remove(item).key.name)
        dispatch()
      }
      signal.addEventListener('prioritychange', reclass)
      releases.push(() => signal.removeEventListener('prioritychange', reclass))
    }
    if (until) releases.push(until((error) => cancel(item, error)))
    // What it follows may have ended it while we subscribed.
    if (!item.flow) item.forget()
  }

  const isOverfull = (): boolean => lines.size > maxQueued || queuedBytes > maxQueuedBytes

  /** Refuses as many as must go: the one that came, or others in its favour. */
  function makeRoom(item: Item): void {
    while (item.flow && isOverfull()) {
      let victim = overflow === 'reject' ? item : overflow === 'drop-lowest' ? lines.lowest() : lines.oldest()
      // Of its own class it may take a place from a key that has more of them.
      if (!victim || (overflow === 'drop-lowest' && mustYield(item.flow, victim.flow as Flow))) victim = item
      const position = lines.size - 1
      const facts = { position, retryAt: clock.now() + Math.ceil(places.intervalMs) }
      cancel(
        victim,
        victim === item
          ? rejected('queue-full', `${position} wait already`, facts)
          : rejected('shed', 'it made room for another one', facts),
      )
    }
  }

  /** Ends a wait. */
  function cancel(item: Item, error: unknown): void {
    if (!item.flow) return
    drop(item, error)
    dispatch()
    tellEnd()
  }

  function drop(item: Item, error: unknown): void {
    lines.forget(lines.remove(item).key)
    settled(item)
    fail(item, error)
  }

  /** Notes that an item does not wait any more. */
  function settled(item: Item): void {
    queuedBytes -= item.bytes
    item.forget?.()
    item.forget = undefined
  }

  const mayStart = (): boolean => !isPaused && lines.size > 0

  function dispatch(): void {
    while (mayStart()) {
      const at = now()
      const item = heldUntil > at ? undefined : lines.next(at, madeAt + at, wake)
      const waitMs = item ? turnOf(item, at) : heldUntil - at
      if (waitMs === undefined) continue
      if (waitMs > 0) wake(at + waitMs)
      if (!item || waitMs > 0 || !places.fit(item.weight)) break
      charge(rates, item.cost, madeAt + at)
      const key = lines.serve(item)
      charge(key.rates, item.cost, madeAt + at)
      settled(item)
      begin(item, key, at)
    }
    if (lines.size === 0) unwake()
  }

  /** Milliseconds until the rates let an item pass; undefined where one refuses it, which ends its wait. */
  function turnOf(item: Item, atMs: number): number | undefined {
    try {
      return waitOf(rates, item.cost, madeAt + atMs)
    } catch (error) {
      drop(item, error)
      tellEnd()
      return undefined
    }
  }

  /** Sees that we look again at a time. */
  function wake(atMs: number): void {
    if (atMs >= timerAt) return
    unwake()
    timerAt = atMs
    ears = early.map((rate) => rate.subscribe(dispatch))
    const began = now()
    const delayMs = Math.min(Math.max(Math.ceil(atMs - began), 0), MAX_DELAY_MS)
    timer = clock.setTimeout(() => {
      // The timer knows how long it was, whatever the wall clock says.
      latest = Math.max(now(), began + delayMs)
      timerAt = Infinity
      const next = lines.freeHeld(latest)
      if (next < Infinity) wake(next)
      dispatch()
    }, delayMs)
  }

  function unwake(): void {
    if (timerAt < Infinity) clock.clearTimeout(timer)
    timerAt = Infinity
    for (const deafen of ears) deafen()
    ears = []
  }

  function begin(item: Item, key: Key, atMs: number): void {
    places.take(item, atMs)
    key.running += item.weight
    const release = (lesson: Lesson): void => {
      places.free(item, now(), lesson)
      key.running -= item.weight
      lines.free(key)
      dispatch()
      tellEnd()
    }
    if (!item.work) {
      let isFree = false
      const place: Place = {
        abandon() {
          if (isFree || item.isHung) return
          item.isHung = true
          places.hung++
        },
        release(lesson) {
          if (isFree) return
          isFree = true
          release(lesson)
        },
      }
      return item.settle(place)
    }
    const end = (lesson: Lesson, value: unknown): void => {
      release(lesson)
      item.settle(value)
    }
    // In a later turn also where there is nothing to wait for: a million of those must not pile up on the stack.
    resultOf(item.work).then(
      (value) => end('success', value),
      (error: unknown) =>
        end(isFairleadError(error) && error.kind === 'timeout' ? 'overload' : 'ignored', Promise.reject(error)),
    )
  }

  const isIdle = (): boolean => lines.size === 0 && places.running === 0

  function tellEnd(): void {
    if (ending && isIdle()) for (const end of enders.splice(0)) end()
  }

  function add<T>(work: (() => unknown) | undefined, own: WorkOptions, until?: Until, withinMs = Infinity): Promise<T> {
    try {
      check('scheduler: work', own, WORK)
      const { cost = 1, weight = 1, bytes = 0 } = own
      if (waitOf(all, cost, madeAt) === Infinity)
        throw configError('scheduler: `cost` is more than a rate ever lets through')
      return new Promise((resolve) => {
        const item = new Item(seq++, weight, bytes, cost, work, resolve as (value: unknown) => void)
        item.at = now()
        enqueue(item, own, until, withinMs)
      })
    } catch (error) {
      return Promise.reject(error)
    }
  }

  function keyed(name: string | undefined, change: (key: Key) => void): void {
    const key = lines.key(name as string)
    change(key)
    if (!key.isPaused) lines.free(key)
  }

  return {
    run: (work, own = {}) => add(work, own),
    enter: (own, until, withinMs) => add(undefined, own, until, withinMs),
    limit: () => places.limit,
    isIdle: () => isIdle() && heldUntil <= now() && !isPaused,
    pause(key) {
      if (key === undefined) isPaused = true
      else keyed(key, (each) => (each.isPaused = true))
      // What the key held up may go now.
      dispatch()
    },
    resume(key) {
      if (key === undefined) isPaused = false
      else keyed(key, (each) => (each.isPaused = false))
      dispatch()
    },
    holdUntil(atMs, key) {
      const until = atMs - madeAt
      if (!(until > now())) return
      if (key === undefined) heldUntil = Math.max(heldUntil, until)
      else {
        lines.hold(lines.key(key), until)
        wake(until)
        dispatch()
      }
    },
    drain() {
      ending ??= 'draining'
      return new Promise((resolve) => {
        enders.push(resolve)
        tellEnd()
      })
    },
    close() {
      ending = 'closed'
      for (const item of lines.all()) cancel(item, rejected('closed', 'the queue was closed'))
      return new Promise((resolve) => {
        enders.push(resolve)
        tellEnd()
      })
    },
    snapshot() {
      const at = now()
      lines.freeHeld(at)
      const oldest = lines.oldest()
      return {
        state: ending ?? (isPaused ? 'paused' : 'running'),
        queued: lines.size,
        running: places.running,
        hung: places.hung,
        queuedBytes,
        concurrency: places.limit,
        oldestWaitMs: oldest ? at - oldest.at : 0,
        projectedWaitMs: project(0, '', Math.max(0, heldUntil - at)).projectedWaitMs,
        heldUntil: heldUntil > at ? madeAt + heldUntil : undefined,
        ...lines.show(),
      }
    },
  }
}

/** The promise of what work answers. */
function resultOf(work: () => unknown): Promise<unknown> {
  try {
    return Promise.resolve(work())
  } catch (error) {
    return Promise.reject(error)
  }
}

/** Whether what came has no better right to a place than the lowest that has one. */
function mustYield(own: Flow, other: Flow): boolean {
  return own.line.priority < other.line.priority || (own.line === other.line && own.size >= other.size)
}

/** Ends an item with an error. Followed, because each item has one function to settle with. */
function fail(item: Item, error: unknown): void {
  item.settle(Promise.reject(error))
}

function abortOf(signal: AbortSignal): FairleadError {
  return new FairleadError('abort', undefined, 'aborted by the caller', {}, { cause: signal.reason })
}
