import { FairleadError } from '@fairlead/core'

/** The error of a store that could not do its work, which is then not done: `outbox-full` where the platform has no room. */
export function storeFailure(
  store: string,
  reason: 'outbox-full' | 'outbox-unavailable',
  cause: unknown,
): FairleadError {
  const what = `${store}: ${reason === 'outbox-full' ? 'there is no room' : 'the storage does not work'}`
  return new FairleadError('rejected', undefined, `${what} (${nameOf(cause)})`, { reason, retryable: true }, { cause })
}

/** What the platform calls it, in words without the user's. */
function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.name === 'Error' ? cause.message : cause.name
}
