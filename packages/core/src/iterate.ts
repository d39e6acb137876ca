import type { FairleadError } from './errors.ts'

/** How values that come by themselves, such as messages, are read one after the other. */
export interface ReadOptions {
  /** Ends the reading, without an error. */
  readonly signal?: AbortSignal | undefined
  /** How many may wait for the reader. @defaultValue 1_024 */
  readonly maxBuffered?: number | undefined
  /** What happens to one too many: the reading fails, or the oldest goes. @defaultValue 'fail' */
  readonly whenFull?: 'fail' | 'drop-oldest' | undefined
}

/** Reads what a source gives; leaving the loop lets go of it. */
export function iterate<T>(
  { signal, maxBuffered = 1_024, whenFull = 'fail' }: ReadOptions,
  subscribe: (next: (value: T) => void, end: (error?: FairleadError) => void) => () => void,
  tooSlow: (maxBuffered: number) => FairleadError,
): AsyncIterableIterator<T, undefined> {
  const buffer: T[] = []
  const waiting: { resolve(result: IteratorResult<T, undefined>): void; reject(error: unknown): void }[] = []
  let isOver = false
  let failure: FairleadError | undefined

  const end = (error?: FairleadError): void => {
    if (isOver) return
    isOver = true
    failure = error
    stop()
    signal?.removeEventListener('abort', leave)
    for (const { resolve, reject } of waiting.splice(0)) {
      if (error) reject(error)
      else resolve({ done: true, value: undefined })
      failure = undefined
    }
  }
  const leave = (): void => {
    buffer.length = 0
    end()
  }
  const next = (value: T): void => {
    const reader = waiting.shift()
    if (reader) return reader.resolve({ done: false, value })
    if (buffer.length >= maxBuffered) {
      if (whenFull === 'fail') return end(tooSlow(maxBuffered))
      buffer.shift()
    }
    buffer.push(value)
  }
  let stop = (): void => {}
  if (signal?.aborted) isOver = true
  else {
    signal?.addEventListener('abort', leave)
    stop = subscribe(next, end)
    // The source may have been over before.
    if (isOver) stop()
  }
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    next() {
      if (buffer.length > 0) return Promise.resolve({ done: false, value: buffer.shift() as T })
      if (failure) {
        const error = failure
        failure = undefined
        return Promise.reject(error)
      }
      if (isOver) return Promise.resolve({ done: true, value: undefined })
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    return() {
      leave()
      return Promise.resolve({ done: true, value: undefined })
    },
  }
}
