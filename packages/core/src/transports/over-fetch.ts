import type { Reply, TransportCapabilities } from '../reply.ts'

/** What a transport can do whose requests end in the platform's `fetch`. */
export function capabilitiesOverFetch(): TransportCapabilities {
  // Browsers send request streams over HTTP/2 only and hide redirects. Servers name themselves in `navigator.userAgent`.
  const agent = (globalThis.navigator as Partial<Navigator> | undefined)?.userAgent
  const server = !agent?.startsWith('Mozilla/')
  return { streamUp: server, streamDown: true, uploadProgress: server, redirectControl: server }
}

/** A Response as the stages exchange it. */
export function replyOf({ status, statusText, headers, url, body }: Response, requested: string): Reply {
  return { status, statusText, headers, url: url || requested, body }
}
