import type { IncomingMessage, ServerResponse } from 'node:http'

/** What the cases read; a list, because `*` does not hold for calls with cookies. */
const EXPOSED = 'content-type, date, etag, retry-after, ratelimit, x-ratelimit-remaining, x-ratelimit-reset'

/** Lets pages of every origin call, with every method and header, and read every header of the answer. */
export function allowEverybody({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', headers.origin ?? '*')
  response.setHeader('access-control-allow-credentials', 'true')
  response.setHeader('access-control-allow-methods', headers['access-control-request-method'] ?? 'GET')
  response.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '*')
  response.setHeader('access-control-expose-headers', EXPOSED)
  response.setHeader('access-control-max-age', '600')
  response.setHeader('vary', 'origin')
}
