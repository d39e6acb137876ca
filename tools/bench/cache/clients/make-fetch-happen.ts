import { createRequire } from 'node:module'
import type { Open } from './client.ts'

// It has no declarations of its own, and those of others declare Node anew.
type Fetch = (
  url: string,
  options: { cachePath: string; method: string; headers: Record<string, string>; signal?: AbortSignal; retry: false },
) => Promise<{ buffer(): Promise<Uint8Array> }>

/** Its cache is on disk, and always a private one. */
export const makeFetchHappen: Open = async ({ url, folder }) => {
  const fetch = createRequire(import.meta.url)('make-fetch-happen') as Fetch
  return {
    async call(path, { method = 'GET', user, signal } = {}) {
      const response = await fetch(`${url}${path}`, {
        cachePath: folder,
        method,
        headers: user === undefined ? {} : { authorization: user },
        retry: false,
        ...(signal !== undefined && { signal }),
      })
      return response.buffer()
    },
  }
}
