import { type Axios, AxiosError, AxiosHeaders, type InternalAxiosRequestConfig } from 'axios'
import type { ProgressListener } from '../../read.ts'
import { progressEvent } from './data.ts'
import { isNodeStream, webStreamOf } from './node-stream.ts'
import { xsrfHeader } from './xsrf.ts'

/** The URL for the client: an absolute one as it is, every other one as a path below the base. */
export function urlOf(axios: Axios, config: InternalAxiosRequestConfig): string {
  const url = axios.getUri(config)
  return /^([a-z][a-z\d+.-]*:|[/\\])/i.test(url) ? url : `/${url}`
}

/** The init of `client.fetch`. @throws ERR_BAD_REQUEST for a body above `maxBodyLength` */
export function initOf(
  config: InternalAxiosRequestConfig,
  signal: AbortSignal,
): RequestInit & { onUploadProgress?: ProgressListener } {
  const {
    auth,
    fetchOptions,
    maxBodyLength = -1,
    maxRedirects,
    method = 'get',
    onUploadProgress,
    withCredentials,
  } = config
  const data: unknown = config.data
  const headers = new AxiosHeaders(config.headers)
  // axios names a type for every POST; only the platform knows that of a form.
  if (data === undefined || data === null || data instanceof FormData) headers.delete('content-type')
  if (auth) headers.set('authorization', `Basic ${base64(`${auth.username}:${auth.password}`)}`)
  const xsrf = xsrfHeader(config)
  if (xsrf) headers.set(...xsrf)
  if (isNodeStream(data)) headers.set(data.getHeaders?.() ?? {})
  const body = isNodeStream(data) ? webStreamOf(data) : (data as BodyInit | null | undefined)
  if (maxBodyLength >= 0 && sizeOf(body) > maxBodyLength) {
    throw new AxiosError('Request body larger than maxBodyLength limit', AxiosError.ERR_BAD_REQUEST, config)
  }
  let sent = 0
  return {
    ...(fetchOptions as RequestInit | undefined),
    method: method.toUpperCase(),
    headers: headers.toJSON(true),
    signal,
    ...(body !== undefined && { body }),
    ...(withCredentials !== undefined && { credentials: withCredentials ? 'include' : 'same-origin' }),
    ...(maxRedirects === 0 && { redirect: 'manual' }),
    ...(onUploadProgress && {
      onUploadProgress: ({ loadedBytes, totalBytes }) => {
        onUploadProgress({ ...progressEvent(loadedBytes, totalBytes, loadedBytes - sent), upload: true })
        sent = loadedBytes
      },
    }),
  }
}

function sizeOf(body: BodyInit | null | undefined): number {
  if (typeof body === 'string') return new TextEncoder().encode(body).byteLength
  if (body instanceof Blob) return body.size
  return body instanceof ArrayBuffer || ArrayBuffer.isView(body) ? body.byteLength : 0
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''))
}
