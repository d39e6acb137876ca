import type { IncomingMessage, ServerResponse } from 'node:http'

/** Lets pages of every origin call, with every method and header, and read every header of the answer. */
export function allowEverybody({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', headers.origin ?? '*')
  response.setHeader('access-control-allow-credentials', 'true')
  response.setHeader('access-control-allow-methods', headers['access-control-request-method'] ?? 'GET')
  response.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '*')
  response.setHeader('access-control-expose-headers', 'content-type, retry-after, ratelimit, x-echo, etag, date')
  response.setHeader('access-control-max-age', '600')
  response.setHeader('vary', 'origin')
}
