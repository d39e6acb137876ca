import ky, { type KyInstance, isKyError, isNetworkError } from 'ky'
import type { Transport } from '../reply.ts'
import { outgoing } from '../upload.ts'
import { capabilitiesOverFetch, replyOf } from './over-fetch.ts'
import { instanceError, withholdSecrets } from './instance.ts'

/**
 * Carries calls over ky. The hooks, headers and search parameters of the instance work; its `prefix`, `baseUrl`, retries,
 * timeouts and error throwing are off, because the client does all of that.
 */
export function kyTransport(instance: KyInstance = ky): Transport {
  return {
    name: 'ky',
    capabilities: capabilitiesOverFetch(),
    async send(request) {
      const { url, method, signal, redirect, init, crossOrigin } = request
      const { headers, body } = await outgoing(request)
      let reached = false
      try {
        const response = await instance(url, {
          ...init,
          method,
          // Pairs, because ky joins the fields of two objects whose names differ in case.
          headers: Object.entries(headers),
          signal,
          redirect,
          ...(body !== undefined && { body }),
          prefix: '',
          retry: 0,
          timeout: false,
          totalTimeout: false,
          throwHttpErrors: false,
          ...(crossOrigin && { searchParams: undefined }),
          hooks: {
            // Hooks of a call run after those of the instance.
            beforeRequest: [
              ({ request: ready }) => {
                reached = true
                const mode = withholdSecrets(ready, request)
                return mode === ready.redirect ? undefined : new Request(ready, { redirect: mode })
              },
            ],
          },
        })
        return replyOf(response, url)
      } catch (error) {
        if (isNetworkError(error)) throw error.cause
        throw reached && !isKyError(error) ? error : instanceError('ky', error, isKyError(error))
      }
    },
  }
}
