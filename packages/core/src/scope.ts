import { type Clock, FairleadError, type Where } from './errors.ts'
import type { Runtime } from './runtime.ts'

/** Milliseconds by which a call must have got somewhere. `Infinity` turns a clock off. */
export interface Timeouts {
  /** From admission to the end of a buffered body, or to the headers of a streamed one. @defaultValue 30_000 */
  readonly attemptMs?: number | undefined
  /** The whole call with its waits and retries; a streamed call up to its headers. @defaultValue 120_000 */
  readonly totalMs?: number | undefined
  /** From the headers to the end of the body. @defaultValue Infinity */
  readonly bodyMs?: number | undefined
  /** Between two chunks of a body. @defaultValue 60_000 */
  readonly idleMs?: number | undefined
}

/** Timeouts with every clock set. */
export type ClockSettings = { readonly [clock in keyof Timeouts]-?: number }

/** What ended a scope. */
type Ending = (error: FairleadError) => void

interface Limit {
  readonly scope: Scope
  readonly clock: Clock
  readonly limitMs: number
  at: number
}

/**
 * Everything that can end a call or an attempt: its clocks, the caller's signal, the session. One object instead of
 * `AbortSignal.any` and `AbortSignal.timeout`, because those cost more than the rest of the pipeline together. An
 * attempt's scope is the child of its operation's, and the root has the one timer for the clocks of all.
 */
export class Scope {
  /** Why the scope ended, once it has. */
  endedBy: FairleadError | undefined
  readonly runtime: Runtime
  readonly where: Where
  readonly #parent: Scope | undefined
  readonly #root: Scope
  readonly #endings = new Set<Ending>()
  readonly #releases: (() => void)[] = []
  #controller: AbortController | undefined
  /** The clocks of the root and of all below it. */
  readonly #limits: Limit[]
  // Of the root: the timer for the first of them.
  #timer: unknown
  #timerAt = Infinity

  constructor(runtime: Runtime, where: Where, parent?: Scope) {
    this.runtime = runtime
    this.where = where
    this.#parent = parent
    this.#root = parent ? parent.#root : this
    this.#limits = parent ? parent.#limits : []
    if (parent) this.#releases.push(parent.onEnd(this.end))
  }

  /** The scope as a signal, for whatever takes one. Its reason is the error that ended the scope. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.endedBy) this.#controller.abort(this.endedBy)
      this.#root.#arm()
    }
    return this.#controller.signal
  }

  /** Milliseconds until the first deadline of the call; `Infinity` without one. */
  get remainingMs(): number {
    return (this.#first()?.at ?? Infinity) - this.runtime.now()
  }

  /** Ends the scope when the signal aborts; `toError` makes the error of its reason. */
  follow(signal: AbortSignal | undefined, toError: (reason: unknown) => FairleadError): void {
    if (!signal) return
    const end = (): void => this.end(toError(signal.reason))
    if (signal.aborted) return end()
    signal.addEventListener('abort', end)
    this.#releases.push(() => signal.removeEventListener('abort', end))
  }

  /** Sets a clock, or sets it anew. */
  limit(clock: Clock, limitMs: number): void {
    const at = this.runtime.now() + limitMs
    for (const limit of this.#limits) {
      if (limit.scope === this && limit.clock === clock) {
        limit.at = at
        return
      }
    }
    if (limitMs === Infinity) return
    this.#limits.push({ scope: this, clock, limitMs, at })
    if (this.#root.#timer !== undefined) this.#root.#arm()
  }

  /** Stops a clock, or all of them. */
  stop(clock?: Clock): void {
    // Kept for the next time, because the idle clock is stopped with each chunk.
    for (const limit of this.#limits) if (limit.scope === this && (!clock || limit.clock === clock)) limit.at = Infinity
  }

  /** Whether something still waits for its end, such as an attempt whose body nobody takes. */
  get pending(): boolean {
    return this.#endings.size > 0
  }

  /** Calls `ending` when the scope ends; at once if it has. The answer takes it back. */
  onEnd(ending: Ending): () => void {
    if (this.endedBy) ending(this.endedBy)
    else this.#endings.add(ending)
    return () => this.#endings.delete(ending)
  }

  /** Settles as `work` does, or rejects as soon as the scope ends. */
  race<T>(work: PromiseLike<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let waiting = true
      const forget = this.onEnd(reject)
      const settle = (): void => {
        waiting = false
        forget()
      }
      Promise.resolve(work).then(
        (value) => (settle(), resolve(value)),
        (error: unknown) => (settle(), reject(error)),
      )
      // What is there already, such as a stored answer, needs no timer.
      queueMicrotask(() => waiting && this.#root.#arm())
    })
  }

  /** Waits. A wait that cannot end before the deadline is not begun. @throws `timeout` */
  sleep(delayMs: number): Promise<void> {
    const first = this.#first()
    if (first && delayMs >= this.remainingMs) return Promise.reject(timeoutOf(first))
    let timer: unknown
    const slept = new Promise<void>((resolve) => {
      timer = this.runtime.setTimeout(resolve, delayMs)
    })
    return this.race(slept).finally(() => this.runtime.clearTimeout(timer))
  }

  /** @throws the error that ended the scope */
  throwIfEnded(): void {
    if (this.endedBy) throw this.endedBy
  }

  /** Lets go of timers and listeners. A closed scope never ends. */
  close(): void {
    this.stop()
    if (this.#timer !== undefined) this.runtime.clearTimeout(this.#timer)
    this.#timer = undefined
    this.#endings.clear()
    for (const release of this.#releases.splice(0)) release()
  }

  /** Ends what waits for it or runs below, with the error. */
  readonly end = (error: FairleadError): void => {
    if (this.endedBy) return
    this.endedBy = error
    const endings = [...this.#endings]
    this.close()
    for (const ending of endings) ending(error)
    this.#controller?.abort(error)
  }

  /** The clock that ends this scope first: its own, or one of a scope above it. */
  #first(): Limit | undefined {
    let first = this.#parent ? this.#parent.#first() : undefined
    for (const limit of this.#limits) if (limit.scope === this && !(first && first.at <= limit.at)) first = limit
    return first
  }

  /** Sets the root's timer for the first of all clocks, unless it fires earlier anyway. */
  #arm(): void {
    let first: Limit | undefined
    for (const limit of this.#limits) if (!(first && first.at <= limit.at)) first = limit
    if (!first || first.at === Infinity || (this.#timer !== undefined && this.#timerAt <= first.at)) return
    if (this.#timer !== undefined) this.runtime.clearTimeout(this.#timer)
    const { scope, at, limitMs } = first
    this.#timerAt = at
    this.#timer = this.runtime.setTimeout(
      () => {
        this.#timer = undefined
        // Clocks are stopped and set anew without touching the timer: what it was set for may not be due.
        if (first.at === at) scope.end(timeoutOf(first))
        if (!this.endedBy) this.#arm()
      },
      // The wall clock may be set while we wait: never wait longer than the clock itself, and believe the timer.
      Math.min(Math.max(at - this.runtime.now(), 0), limitMs),
    )
  }
}

function timeoutOf({ scope, clock, limitMs }: Limit): FairleadError {
  const what = `no answer within ${limitMs} ms (${clock} clock)`
  return new FairleadError('timeout', scope.where, what, { clock, timeoutMs: limitMs })
}
