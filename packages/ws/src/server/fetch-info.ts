import type { LinkInfo } from './link.ts'

/** Where a request comes from, of a server that is given a Request. */
export function infoOf(request: Request): LinkInfo {
  return { headers: { host: new URL(request.url).host, ...Object.fromEntries(request.headers) }, url: request.url }
}
