import { outgoing } from '../upload.ts'
import type { Transport } from '../reply.ts'
import { platformRuntime } from '../runtime.ts'

/** How the fetch transport works. */
export interface FetchTransportOptions {
  /** @defaultValue the global one, looked up at each call */
  readonly fetch?: typeof globalThis.fetch
}

/** Carries calls over `fetch`: `fetch(url, init)`, never a Request, because building one costs more than the pipeline. */
export function fetchTransport({ fetch = platformRuntime.fetch }: FetchTransportOptions = {}): Transport {
  const browser = isBrowser()
  return {
    name: 'fetch',
    // Browsers send request streams over HTTP/2 only and hide redirects.
    capabilities: { streamUp: !browser, streamDown: true, uploadProgress: !browser, redirectControl: !browser },
    async send(request) {
      const { url, method, signal, redirect, init } = request
      const { headers, body = null } = request.onUploadProgress ? await outgoing(request) : request
      const streams = body instanceof ReadableStream ? { duplex: 'half' } : undefined
      const response = await fetch(url, { ...init, method, headers, signal, redirect, body, ...streams })
      return {
        status: response.status,
        statusText: response.statusText,
        headers: response.headers,
        url: response.url || url,
        body: response.body,
      }
    },
  }
}

/** Whether the platform's network layer is a browser's. Servers name themselves in `navigator.userAgent`. */
export function isBrowser(): boolean {
  return Boolean((globalThis.navigator as Partial<Navigator> | undefined)?.userAgent?.startsWith('Mozilla/'))
}
