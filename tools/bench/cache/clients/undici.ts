import { Writable } from 'node:stream'
import { Agent, type Dispatcher, cacheStores, fetch, interceptors } from 'undici'
import type { Cached, Fault, Open, Start } from './client.ts'
import { faultyGet, faultySet } from './faults.ts'

/** `undici.fetch` over its cache interceptor. */
export const undici: Open = async (start) => open(start, [])

/** The same, and its other interceptor that joins equal requests. */
export const undiciDeduplicate: Open = async (start) => open(start, [interceptors.deduplicate()])

function open({ url, fault }: Start, more: Dispatcher.DispatcherComposeInterceptor[]): Cached {
  const store = fault === undefined ? new cacheStores.MemoryCacheStore() : broken(fault)
  const dispatcher = new Agent().compose(interceptors.cache({ store, type: 'private' }), ...more)
  const call: Cached['call'] = async (path, { method = 'GET', user, signal } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      dispatcher,
      headers: user === undefined ? {} : { authorization: user },
      ...(signal !== undefined && { signal }),
    })
    return new Uint8Array(await response.arrayBuffer())
  }
  return { call }
}

function broken(fault: Fault): InstanceType<typeof cacheStores.MemoryCacheStore> {
  return Object.assign(new cacheStores.MemoryCacheStore(), {
    get: () => faultyGet(fault, undefined),
    createWriteStream: () =>
      new Writable({
        write(_chunk, _encoding, done) {
          const stored = faultySet(fault)
          // oxlint-disable-next-line promise/no-callback-in-promise -- what streams have instead
          stored.then(() => done(), done)
        },
      }),
    delete: () => faultySet(fault),
  })
}
