import type { GenericAbortSignal, InternalAxiosRequestConfig } from 'axios'
import type { Runtime } from '../../runtime.ts'

/** Everything in an axios configuration that can end a request early. */
export interface Watch {
  readonly signal: AbortSignal
  /** Whether `timeout` ran out. */
  readonly timedOut: () => boolean
  /** Lets go of timers and listeners. */
  readonly release: () => void
}

/** Puts `signal`, `cancelToken` and `timeout` (in milliseconds, 0 for none) behind one signal. */
export function watchConfig({ signal, cancelToken, timeout }: InternalAxiosRequestConfig, runtime: Runtime): Watch {
  const controller = new AbortController()
  const releases: (() => void)[] = []
  let timedOut = false
  const follow = (source: GenericAbortSignal & { readonly reason?: unknown }): void => {
    const abort = (): void => controller.abort(source.reason)
    if (source.aborted) abort()
    source.addEventListener?.('abort', abort)
    releases.push(() => source.removeEventListener?.('abort', abort))
  }
  if (signal) follow(signal)
  if (cancelToken) {
    const token = cancelToken.toAbortSignal() as AbortSignal & { unsubscribe?: () => void }
    follow(token)
    releases.push(() => token.unsubscribe?.())
  }
  if (timeout) {
    const timer = runtime.setTimeout(() => {
      timedOut = true
      controller.abort()
    }, timeout)
    releases.push(() => runtime.clearTimeout(timer))
  }
  return {
    signal: controller.signal,
    timedOut: () => timedOut,
    release: () => releases.splice(0).forEach((release) => release()),
  }
}
