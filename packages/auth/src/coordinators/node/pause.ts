import type { Runtime } from '@fairlead/core'

/** Waits on the runtime's clock; rejects with the signal's reason as soon as it aborts. */
export function pause(runtime: Runtime, durationMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      signal?.removeEventListener('abort', settle)
      runtime.clearTimeout(timer)
      if (signal?.aborted) reject(signal.reason)
      else resolve()
    }
    const timer = runtime.setTimeout(settle, durationMs)
    signal?.addEventListener('abort', settle)
    if (signal?.aborted) settle()
  })
}

/** Calls again and again without keeping the process alive; the answer ends it. */
export function every(runtime: Runtime, durationMs: number, call: () => void): () => void {
  let timer: unknown
  const plan = (): void => {
    timer = runtime.setTimeout(() => {
      plan()
      call()
    }, durationMs)
    ;(timer as { unref?: () => void }).unref?.()
  }
  plan()
  return () => runtime.clearTimeout(timer)
}
