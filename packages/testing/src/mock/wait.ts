import type { Runtime } from '@fairlead/core'

/** Waits, for ever where the time is `Infinity`; rejects with the signal's reason as soon as it aborts. */
export async function wait(
  delayMs: number,
  signal: AbortSignal,
  runtime: Pick<Runtime, 'setTimeout' | 'clearTimeout'>,
): Promise<void> {
  signal.throwIfAborted()
  let timer: unknown
  let abort = (): void => {}
  await new Promise<void>((resolve, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort)
    if (delayMs !== Infinity) timer = runtime.setTimeout(resolve, delayMs)
  }).finally(() => {
    runtime.clearTimeout(timer)
    signal.removeEventListener('abort', abort)
  })
}
