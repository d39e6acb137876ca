import { outgoing } from '../upload.ts'
import { capabilitiesOverFetch, replyOf } from './over-fetch.ts'
import type { Transport } from '../reply.ts'
import { platformRuntime } from '../runtime.ts'

/** How the fetch transport works. */
export interface FetchTransportOptions {
  /** @defaultValue the global one, looked up at each call */
  readonly fetch?: typeof globalThis.fetch
}

/** Carries calls over `fetch`: `fetch(url, init)`, never a Request, because building one costs more than the pipeline. */
export function fetchTransport({ fetch = platformRuntime.fetch }: FetchTransportOptions = {}): Transport {
  return {
    name: 'fetch',
    capabilities: capabilitiesOverFetch(),
    async send(request) {
      const { url, method, signal, redirect, init } = request
      const { headers, body = null } = request.onUploadProgress ? await outgoing(request) : request
      const streams = body instanceof ReadableStream ? { duplex: 'half' } : undefined
      const response = await fetch(url, { ...init, method, headers, signal, redirect, body, ...streams })
      return replyOf(response, url)
    },
  }
}
