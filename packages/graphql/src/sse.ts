import {
  FairleadError,
  type HttpError,
  type Runtime,
  isFairleadError,
  outcomeOfStatus,
  platformLifecycle,
  readServerHints,
} from '@fairlead/core'
import { failed } from './carrier.ts'
import { ownerGuard } from './epochs.ts'
import { whereOf } from './errors.ts'
import { type GapOptions, type Subscriber, tellGap } from './subscriptions.ts'

/** How subscriptions over server-sent events come back. */
export interface SseSubscriptionOptions extends GapOptions {
  /** The longest first wait before it is subscribed again; each further one may be twice as long. @defaultValue 1_000 */
  readonly baseMs?: number | undefined
  /** The longest wait of all. @defaultValue 30_000 */
  readonly maxMs?: number | undefined
}

/**
 * Makes what carries the subscriptions of a client over server-sent events, through its pipeline: one request for each.
 *
 * @see {@link https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md} distinct connections mode
 */
export function overSse(options: SseSubscriptionOptions = {}): Subscriber {
  const { baseMs = 1_000, maxMs = 30_000 } = options
  return ({ host, path, auth }, attempt) =>
    (facts, sink) => {
      const { runtime } = host
      const { name } = facts.document
      const end = new AbortController()
      const isMine = ownerGuard(host, facts.options.auth ?? auth ?? host.auth)
      const { signal } = end

      async function run(): Promise<void> {
        if (facts.failure) return sink.result(failed(facts.failure), 0)
        let failures = 0
        const result: typeof sink.result = (execution, chars) => {
          // A link that only opens proves nothing.
          failures = 0
          sink.result(execution, chars)
        }
        for (let isAgain = false; ; isAgain = true) {
          const opened = (): void => {
            if (isAgain) tellGap(host, path, name, options)
          }
          try {
            return await attempt(facts, { opened, result, isMine }, signal)
          } catch (error) {
            if (signal.aborted) return
            if (!mayComeBack(error)) return sink.result(failed(error as FairleadError), 0)
            const delayMs = runtime.random() * Math.min(maxMs, baseMs * 2 ** failures++)
            await rest(runtime, delayMs, retryAtOf(error, runtime.now()), signal)
            if (signal.aborted) return
          }
        }
      }
      // Not while it is being subscribed to: urql would miss what is told in that moment.
      queueMicrotask(() => {
        if (!signal.aborted) void run().then(() => signal.aborted || sink.end())
      })
      return () => end.abort(new FairleadError('abort', whereOf(path, name), 'nobody listens any more'))
    }
}

/** Whether a subscription that ended like this is made again. */
function mayComeBack(error: unknown): boolean {
  if (!isFairleadError(error)) return false
  if (error.kind === 'http') return !/^(applied|refused)$/.test(outcomeOfStatus(error.status))
  return error.kind === 'network' || error.kind === 'timeout'
}

/** When the server wants to be asked again. */
function retryAtOf(error: unknown, nowMs: number): number | undefined {
  const { retryAt, headers } = error as Partial<HttpError>
  return retryAt ?? (headers && readServerHints(headers, nowMs).retryAt)
}

/** The longest that a timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * Waits, no longer than until the device is online again or the signal aborts; but as long as the server has asked for, even
 * then.
 */
function rest(runtime: Runtime, delayMs: number, retryAt: number | undefined, signal: AbortSignal): Promise<void> {
  const serverMs = retryAt === undefined ? 0 : retryAt - runtime.now()
  return new Promise((resolve) => {
    const done = (): void => {
      runtime.clearTimeout(timer)
      ignore()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = runtime.setTimeout(done, Math.min(Math.max(delayMs, serverMs), MAX_TIMER_MS))
    const ignore = (runtime.lifecycle ?? platformLifecycle())((event) => {
      if (serverMs <= 0 && (event === 'online' || event === 'resumed')) done()
    })
    signal.addEventListener('abort', done)
  })
}
