import { Axios, type AxiosAdapter, AxiosHeaders, type AxiosResponse, type RawAxiosHeaders } from 'axios'
import { type Runtime, platformRuntime } from '../../runtime.ts'
import { dataOf } from './data.ts'
import { type SentRequest, axiosErrorOf, statusError } from './errors.ts'
import { initOf, urlOf } from './init.ts'
import { watchConfig } from './watch.ts'

/** What the adapter needs of a client. */
export interface FetchingClient {
  readonly fetch: typeof globalThis.fetch
}

/** How the adapter works. */
export interface AxiosAdapterOptions {
  /** Times `timeout`. @defaultValue the platform's */
  readonly runtime?: Runtime | undefined
}

/**
 * An axios adapter over a client's pipeline, so that existing axios code runs on it unchanged:
 * `axios.create({ adapter: axiosAdapter(client) })`. A relative `url` leads below the client's base URL, an absolute one
 * must be of its origins. Options of axios that exist for Node's http module alone are without effect, and a `stream` is
 * a web stream, as with axios's own fetch adapter.
 */
export function axiosAdapter(
  client: FetchingClient,
  { runtime = platformRuntime }: AxiosAdapterOptions = {},
): AxiosAdapter {
  const axios = new Axios({})
  return async (config) => {
    const request: SentRequest = { method: (config.method ?? 'get').toUpperCase(), url: urlOf(axios, config) }
    const watch = watchConfig(config, runtime)
    let streams = false
    try {
      const response = await client.fetch(request.url, initOf(config, watch.signal))
      request.responseURL = response.url
      const data = await dataOf(response, config, watch.release)
      streams = data instanceof ReadableStream
      const { status, statusText } = response
      const headers = new AxiosHeaders(response.headers as unknown as RawAxiosHeaders)
      const answer: AxiosResponse<unknown> = { data, status, statusText, headers, config, request }
      if (status && config.validateStatus && !config.validateStatus(status)) throw statusError(answer)
      return answer
    } catch (error) {
      throw axiosErrorOf(error, config, request, watch)
    } finally {
      // A stream is still under the signal and the timeout; it lets go of them at its end.
      if (!streams) watch.release()
    }
  }
}
