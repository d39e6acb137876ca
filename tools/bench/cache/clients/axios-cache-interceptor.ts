import { buildStorage, setupCache } from 'axios-cache-interceptor'
import type { Fault, Open } from './client.ts'
import { faultyGet, faultySet } from './faults.ts'

/** With its defaults, but that bytes are asked for. */
export const axiosCacheInterceptor: Open = async ({ url, fault }) => {
  const { default: axios } = await import('axios')
  const plain = axios.create({ baseURL: url, responseType: 'arraybuffer', validateStatus: null })
  const api = setupCache(plain, fault === undefined ? {} : { storage: broken(fault) })
  return {
    async call(path, { method = 'GET', user, signal } = {}) {
      const { data } = await api.request<ArrayBuffer | Uint8Array>({
        url: path,
        method,
        headers: user === undefined ? {} : { authorization: user },
        ...(signal !== undefined && { signal }),
      })
      return new Uint8Array(data)
    },
  }
}

function broken(fault: Fault) {
  return buildStorage({
    find: () => faultyGet(fault, undefined),
    set: () => faultySet(fault),
    remove: () => faultySet(fault),
  })
}
