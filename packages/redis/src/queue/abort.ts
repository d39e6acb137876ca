import { FairleadError, abortable } from '@fairlead/core'

/** Waits for work no longer than until the caller gives up. @throws `abort` */
export async function unlessAborted<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    signal?.throwIfAborted()
    return await abortable(work(), signal)
  } catch (error) {
    if (!signal?.aborted) throw error
    throw new FairleadError('abort', undefined, 'aborted by the caller', {}, { cause: signal.reason })
  }
}
