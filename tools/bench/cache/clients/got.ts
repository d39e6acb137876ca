import { EventEmitter } from 'node:events'
import gotDefault from 'got'
import type { Fault, Open } from './client.ts'
import { faultyGet, faultySet } from './faults.ts'

/** Over a Map, as its documentation shows. */
export const got: Open = async ({ url, fault }) => {
  const api = gotDefault.extend({
    cache: fault === undefined ? new Map() : broken(fault),
    cacheOptions: { shared: false },
    retry: { limit: 0 },
    throwHttpErrors: false,
  })
  return {
    async call(path, { method = 'GET', user, signal } = {}) {
      return api(`${url}${path}`, {
        method,
        headers: user === undefined ? {} : { authorization: user },
        ...(signal !== undefined && { signal }),
      }).buffer()
    },
  }
}

function broken(fault: Fault) {
  return Object.assign(new EventEmitter(), {
    opts: {},
    get: async () => faultyGet(fault, undefined),
    set: async () => faultySet(fault),
    delete: async () => {
      await faultySet(fault)
      return true
    },
    clear: () => faultySet(fault),
  })
}
