import type { Clock } from '../clock.ts'

/** When calls are made of those that are asked for. */
export interface Rhythm {
  readonly waitMs: number
  readonly maxWaitMs: number
  readonly leading: boolean
  readonly trailing: boolean
  /** Whether each that is asked for begins the wait anew. */
  readonly slides: boolean
}

/** One call that is made for all who asked since the one before. */
export interface Turn<A, T> {
  /** What the last of them asked for. */
  asked: A
  readonly answer: Promise<T>
  readonly resolve: (value: PromiseLike<T>) => void
}

/** Makes one call of many. */
export interface Gate<A, T> {
  /** The call that waits to be made. */
  readonly coming: Turn<A, T> | undefined
  /** The call that is made for who asks. */
  join(asked: A): Turn<A, T>
  /** Makes the call that waits now. */
  flush(): void
  /** Forgets a call that nobody waits for any more. */
  drop(turn: Turn<A, T>): void
}

/** Makes a gate. `onIdle` is told when nothing waits, and the next call would be the first of its kind. */
export function createGate<A, T>(
  { waitMs, maxWaitMs, leading, trailing, slides }: Rhythm,
  make: (turn: Turn<A, T>) => T | PromiseLike<T>,
  clock: Clock,
  onIdle?: () => void,
): Gate<A, T> {
  let coming: Turn<A, T> | undefined
  /** When the first of those who wait for it asked. */
  let sinceMs = 0
  /** The one made last, while its time is not over. */
  let made: Turn<A, T> | undefined
  let timer: unknown

  /** Makes what waits after the delay, and the next one not before so many milliseconds later. */
  function arm(delayMs: number, restMs: number): void {
    clock.clearTimeout(timer)
    timer = clock.setTimeout(() => {
      made = undefined
      if (coming) send(coming)
      if (made && restMs > 0) arm(restMs, slides ? 0 : waitMs)
      else stop()
    }, delayMs)
  }

  function stop(): void {
    clock.clearTimeout(timer)
    timer = made = undefined
    onIdle?.()
  }

  function begin(asked: A): Turn<A, T> {
    const { promise: answer, resolve } = Promise.withResolvers<T>()
    sinceMs = clock.now()
    return { asked, answer, resolve }
  }

  function send(turn: Turn<A, T>): Turn<A, T> {
    coming = undefined
    made = turn
    turn.resolve((async () => make(turn))())
    return turn
  }

  return {
    get coming() {
      return coming
    },
    join(asked) {
      const isFirst = timer === undefined
      let turn = made
      if (isFirst ? leading : !trailing) turn ??= send(begin(asked))
      else {
        turn = coming ??= begin(asked)
        turn.asked = asked
      }
      if (slides || isFirst) {
        const delayMs = coming ? Math.min(waitMs, sinceMs + maxWaitMs - clock.now()) : waitMs
        arm(delayMs, slides ? waitMs - delayMs : waitMs)
      }
      return turn
    },
    flush() {
      if (!coming) return
      send(coming)
      arm(waitMs, slides ? 0 : waitMs)
    },
    drop(turn) {
      if (turn === coming) coming = undefined
      else if (turn === made) made = undefined
      // It has gone, and its time is over: others may have begun since.
      else return
      if (!coming && !made) stop()
    },
  }
}
