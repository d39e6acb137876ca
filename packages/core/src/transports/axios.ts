import axios, {
  AxiosHeaders,
  type AxiosInstance,
  type AxiosResponse,
  type CreateAxiosDefaults,
  type InternalAxiosRequestConfig,
  getAdapter,
  isAxiosError,
  isCancel,
} from 'axios'
import { FairleadError } from '../errors.ts'
import type { Reply, Transport, TransportRequest } from '../reply.ts'
import { platformRuntime } from '../runtime.ts'
import { outgoing } from '../upload.ts'
import { instanceError, withholdSecrets } from './instance.ts'
import { capabilitiesOverFetch } from './over-fetch.ts'

export { axiosAdapter } from './axios/adapter.ts'
export type { AxiosAdapterOptions, FetchingClient } from './axios/adapter.ts'

/**
 * Carries calls over axios and its fetch adapter. The interceptors, headers, `params` and `auth` of the instance work; its
 * `baseURL`, adapter, timeout, transformations and `validateStatus` are off, because the client does all of that.
 * Interceptors see every status as a success, and a stream as `data`.
 */
export function axiosTransport(instance: AxiosInstance | CreateAxiosDefaults = {}): Transport {
  // oxlint-disable-next-line import/no-named-as-default-member -- the named export is younger than the oldest peer
  const http = typeof instance === 'function' ? instance : axios.create(instance)
  return {
    name: 'axios',
    capabilities: capabilitiesOverFetch(),
    async send(request) {
      const { url, method, signal, crossOrigin } = request
      const { headers, body: data } = await outgoing(request)
      const trip: Trip = { request }
      try {
        const response = await http.request<unknown>({
          url,
          method,
          // false keeps axios from naming a type of its own where the platform knows the right one.
          headers: { ...headers, 'content-type': headers['content-type'] ?? false },
          data,
          signal,
          adapter: (config) => overFetch(config, trip),
          baseURL: '',
          responseType: 'stream',
          validateStatus: null,
          transformRequest: [],
          transformResponse: [],
          ...(crossOrigin && { paramsSerializer: { serialize: () => '' } }),
        })
        return replyOf(response, trip)
      } catch (error) {
        trip.response?.body?.cancel().catch(() => {})
        throw trip.failure ?? failureOf(error)
      }
    },
  }
}

/** What became of a request below axios. */
interface Trip {
  readonly request: TransportRequest
  response?: Response
  /** What fetch itself rejected with: axios's own error would carry the configuration and its credentials. */
  failure?: unknown
}

type Fetch = (ready: Request, init: RequestInit) => Promise<Response>

/** The member of `fetchOptions` under which a call hands its own fetch to {@link dispatch}. */
const OWN_FETCH = 'fairleadFetch'

/** One function for all calls, because axios keeps an adapter for ever for each `env.fetch` it meets. */
const dispatch = (
  input: RequestInfo | URL,
  { [OWN_FETCH]: send, ...init }: RequestInit & { [OWN_FETCH]?: Fetch } = {},
): Promise<Response> => (send as Fetch)(input as Request, init)

/**
 * Runs axios's fetch adapter without signal and timeout: with either, it wraps the body in a stream whose `cancel` waits
 * for the next chunk, so that a stalled connection would stay open.
 */
function overFetch(config: InternalAxiosRequestConfig, trip: Trip): Promise<AxiosResponse> {
  const { signal: _signal, cancelToken: _cancelToken, timeout: _timeout, ...rest } = config
  const { fetch = platformRuntime.fetch } = config.env ?? {}
  const own: Fetch = async (ready, init) => {
    delete trip.failure
    try {
      return (trip.response = await fetch(...asCoreWants(ready, init, trip.request)))
    } catch (error) {
      trip.failure = error
      throw error
    }
  }
  const settings = {
    ...rest,
    env: { ...config.env, fetch: dispatch },
    fetchOptions: { ...config.fetchOptions, [OWN_FETCH]: own },
  }
  return getAdapter('fetch', settings)(settings)
}

function asCoreWants(ready: Request, init: RequestInit, request: TransportRequest): [Request, RequestInit] {
  const { headers } = ready
  // What axios says of itself is not what the caller said.
  if (headers.get('user-agent')?.startsWith('axios/')) headers.delete('user-agent')
  if (headers.get('accept') === 'application/json, text/plain, */*') headers.delete('accept')
  return [ready, { ...init, ...request.init, signal: request.signal, redirect: withholdSecrets(ready, request) }]
}

function replyOf({ status, statusText, headers, data }: AxiosResponse<unknown>, { request, response }: Trip): Reply {
  const fields = new Headers()
  for (const [name, value] of Object.entries(AxiosHeaders.from(headers as AxiosHeaders).toJSON())) {
    for (const item of [value].flat()) fields.append(name, item)
  }
  return { status, statusText, headers: fields, url: response?.url || request.url, body: bodyOf(data) }
}

/** The stream, unless an interceptor has put something else in its place. */
function bodyOf(data: unknown): Reply['body'] {
  if (data instanceof ReadableStream || data instanceof Uint8Array) return data as Exclude<Reply['body'], null>
  if (data === null || data === undefined) return null
  return new TextEncoder().encode(typeof data === 'string' ? data : JSON.stringify(data))
}

function failureOf(error: unknown): FairleadError {
  if (isCancel(error))
    return new FairleadError('abort', undefined, 'cancelled by the axios instance', {}, { cause: error.message })
  return instanceError('axios', error, isAxiosError(error))
}
