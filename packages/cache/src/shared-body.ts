import { type CallRequest, FairleadError, type Reply, asFetchRejects } from '@fairlead/core'

type Bytes = Uint8Array<ArrayBuffer>

/** A body under way that several readers get whole, each at its own pace. */
export interface SharedBody {
  /** A reader from the first byte on; undefined where that is no longer there. Ends with the call it belongs to. */
  take(request: CallRequest): Pick<Reply, 'body' | 'settled'> | undefined
  /** Lets it go where nobody reads it. */
  drop(): void
  /** Reads it for the store alone, as far as it is kept. */
  drain(): Promise<void>
}

interface Reader {
  /** The next chunk it gets. */
  at: number
  wake(): void
  end(error: unknown): void
}

/** How a body is shared. */
export interface ShareOptions {
  /** Bytes that are kept. A longer body is read at the pace of its slowest reader. */
  readonly maxBytes: number
  /** How long the slowest reader may keep the others waiting. */
  readonly idleMs: number
  /** Hears the whole body before any reader hears of its end; undefined where it is too long or failed. */
  readonly whole: (body: Bytes | undefined) => void
}

/** Shares a body. It is read ahead as far as it is kept, so that it is stored also where its caller looks at its head alone. */
export function shareBody(source: ReadableStream<Bytes>, request: CallRequest, options: ShareOptions): SharedBody {
  const { maxBytes, idleMs, whole } = options
  const { runtime } = request.scope
  const chunks: Bytes[] = []
  // Chunks that are no longer kept, and bytes read.
  let dropped = 0
  let total = 0
  let started = false
  let isAbandoned = false
  let state: { readonly error: unknown } | 'done' | undefined
  let waitingForReaders: (() => void) | undefined
  const readers = new Set<Reader>()
  const from = source.getReader()

  function finish(ending: typeof state, body: Bytes | undefined): void {
    state = ending
    whole(body)
    for (const reader of readers) reader.wake()
  }

  /** Nobody reads any more. */
  function abandon(reason: unknown): void {
    isAbandoned = true
    finish({ error: reason }, undefined)
    void from.cancel(reason).then(undefined, () => {})
  }

  /** Whether all that is there was read, and more will come. */
  function mustWait(reader: Reader): boolean {
    return state === undefined && reader.at === dropped + chunks.length && readers.has(reader)
  }

  async function pump(): Promise<void> {
    if (started) return
    started = true
    try {
      for (;;) {
        const { value, done } = await from.read()
        if (state !== undefined) return
        if (done) return finish('done', total <= maxBytes ? joined(chunks, total) : undefined)
        total += value.byteLength
        chunks.push(value)
        for (const reader of readers) reader.wake()
        if (total <= maxBytes) continue
        if (readers.size === 0) return abandon(undefined)
        await untilRead()
      }
    } catch (error) {
      if (state === undefined) finish({ error }, undefined)
    }
  }

  /** Waits until the slowest reader has nothing left to read; one that takes too long is let go. */
  async function untilRead(): Promise<void> {
    while (!drop()) {
      let timer: unknown
      const late = await new Promise<boolean>((resolve) => {
        waitingForReaders = () => resolve(false)
        timer = runtime.setTimeout(() => resolve(true), idleMs)
      })
      runtime.clearTimeout(timer)
      waitingForReaders = undefined
      if (late) {
        const error = new FairleadError('timeout', request.operation, 'the body was not read in time', {
          clock: 'idle',
          timeoutMs: idleMs,
        })
        for (const reader of readers) if (reader.at < dropped + chunks.length) reader.end(error)
      }
    }
  }

  /** Forgets what all have read; whether that is everything. */
  function drop(): boolean {
    const slowest = Math.min(dropped + chunks.length, ...[...readers].map(({ at }) => at))
    chunks.splice(0, slowest - dropped)
    dropped = slowest
    return chunks.length === 0
  }

  return {
    drop() {
      if (readers.size === 0 && state === undefined) abandon(undefined)
    },
    drain: pump,
    take({ scope, streamed }) {
      if (dropped > 0 || isAbandoned) return undefined
      const { promise: settled, resolve: settle } = Promise.withResolvers<unknown>()
      let wake: (() => void) | undefined
      let fail: (error: unknown) => void = () => {}
      const reader: Reader = {
        at: 0,
        wake: () => wake?.(),
        end(error) {
          readers.delete(reader)
          forget()
          if (error !== undefined) fail(streamed === 'always' ? asFetchRejects(error) : error)
          wake?.()
          waitingForReaders?.()
          settle(error)
          if (readers.size === 0 && state === undefined) abandon(error)
        },
      }
      let forget = (): void => {}
      readers.add(reader)
      void pump()
      const body = new ReadableStream<Bytes>(
        {
          start(controller) {
            fail = (error) => controller.error(error)
          },
          async pull(controller) {
            scope.stop('idle')
            while (mustWait(reader)) {
              await new Promise<void>((resolve) => {
                wake = resolve
              })
            }
            if (!readers.has(reader)) return
            const chunk = chunks[reader.at - dropped]
            if (chunk) {
              reader.at++
              waitingForReaders?.()
              // Each reader may do with its bytes what it likes.
              return controller.enqueue(chunk.slice())
            }
            if (state === 'done') {
              controller.close()
              reader.end(undefined)
            } else if (state) {
              controller.error(state.error)
              const { error } = state
              readers.delete(reader)
              forget()
              settle(error)
            }
          },
          cancel: () => reader.end(undefined),
        },
        { highWaterMark: 0 },
      )
      forget = scope.onEnd((error) => reader.end(error))
      // A stream that nobody begins to read is let go.
      scope.limit('idle', idleMs)
      void scope.signal
      return { body, settled }
    },
  }
}

function joined(chunks: readonly Bytes[], size: number): Bytes {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
