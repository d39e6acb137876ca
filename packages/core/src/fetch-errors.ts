import { isFairleadError } from './errors.ts'

/** fetch rejects with the signal's reason, with a DOMException for a timeout, and with a TypeError for all else. */
export function asFetchRejects(error: unknown): unknown {
  if (!isFairleadError(error)) return error
  if (error.kind === 'abort') return error.cause
  return error.kind === 'timeout'
    ? new DOMException(error.message, 'TimeoutError')
    : new TypeError(error.message, { cause: error })
}
