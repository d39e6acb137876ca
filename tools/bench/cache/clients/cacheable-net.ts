import { CacheableNet } from '@cacheable/net'
import type { Open } from './client.ts'

/** With HTTP cache semantics, over its own memory. */
export const cacheableNet: Open = async ({ url }) => {
  const net = new CacheableNet({ httpCachePolicy: true })
  return {
    async call(path, { method = 'GET', user, signal } = {}) {
      const response = await net.fetch(`${url}${path}`, {
        method,
        headers: user === undefined ? {} : { authorization: user },
        ...(signal !== undefined && { signal }),
      })
      return new Uint8Array(await response.arrayBuffer())
    },
  }
}
