import type { IncomingMessage } from 'node:http'
import { ProblemError } from './problem-error.ts'

/**
 * Lets only this machine's own pages in: the host must be a loopback name, so that no foreign name that resolves to
 * 127.0.0.1 reaches the harbour, and a page of another origin is refused. There is no CORS.
 * @throws ProblemError 403
 */
export function guardOrigin({ headers }: Pick<IncomingMessage, 'headers'>): void {
  const { host = '', origin } = headers
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host)) throw forbidden('The harbour answers on loopback only.')
  if (origin !== undefined && origin !== `http://${host}`) throw forbidden('Pages of other origins are not let in.')
  if (headers['sec-fetch-site'] === 'cross-site') throw forbidden('Pages of other sites are not let in.')
}

function forbidden(detail: string): ProblemError {
  return new ProblemError({ title: 'Forbidden', status: 403, detail })
}
