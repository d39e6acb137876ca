import { FairleadError } from '../errors.ts'
import { isCarriedSecret, isSecretHeader } from '../headers.ts'
import type { TransportRequest } from '../reply.ts'

/**
 * Applies core's redirect rules to what an instance's own defaults and hooks have made of a request: they may have added
 * credentials that core knows nothing of.
 *
 * @returns the redirect mode the request must go out with
 */
export function withholdSecrets({ headers }: Request, { crossOrigin, redirect }: TransportRequest): RequestRedirect {
  const secrets = [...headers.keys()].filter(isSecretHeader)
  if (crossOrigin) for (const name of secrets) headers.delete(name)
  return redirect === 'follow' && secrets.some(isCarriedSecret) ? 'error' : redirect
}

/** A `config` error for a failure of the instance's own code, which no retry would mend. */
export function instanceError(library: 'axios' | 'ky', error: unknown, isLibrarys: boolean): FairleadError {
  const what = `the ${library} instance failed in its own hooks or options, not on the network`
  // The library's own errors carry the whole request with its credentials.
  return new FairleadError('config', undefined, what, {}, isLibrarys ? {} : { cause: error })
}
