import type { Open } from './client.ts'

/** A client that caches, imported where it is used, so that a process holds one alone. */
export interface Client {
  readonly name: string
  /** The peer's package, for its version. */
  readonly packageName?: string
  /** Left out where it takes no other store, or where another line says it. */
  readonly isAskedAboutStore?: true
  /** Left out where another line says it. */
  readonly isAskedAboutMemory?: true
  load(): Promise<Open>
}

/** Ours first, then the peers, all told that the cache is a private one, but for ours by default. */
export const clients: readonly Client[] = [
  {
    name: 'Fairlead',
    isAskedAboutStore: true,
    isAskedAboutMemory: true,
    load: async () => (await import('./fairlead.ts')).byDefault,
  },
  { name: `Fairlead, type: 'private'`, load: async () => (await import('./fairlead.ts')).asPrivate },
  { name: 'Fairlead, a session each', load: async () => (await import('./fairlead.ts')).withSessions },
  {
    name: 'undici, cache',
    packageName: 'undici',
    isAskedAboutStore: true,
    isAskedAboutMemory: true,
    load: async () => (await import('./undici.ts')).undici,
  },
  {
    name: 'undici, cache + deduplicate',
    packageName: 'undici',
    isAskedAboutStore: true,
    load: async () => (await import('./undici.ts')).undiciDeduplicate,
  },
  {
    name: 'axios-cache-interceptor',
    packageName: 'axios-cache-interceptor',
    isAskedAboutStore: true,
    isAskedAboutMemory: true,
    load: async () => (await import('./axios-cache-interceptor.ts')).axiosCacheInterceptor,
  },
  {
    name: 'got',
    packageName: 'got',
    isAskedAboutStore: true,
    isAskedAboutMemory: true,
    load: async () => (await import('./got.ts')).got,
  },
  {
    name: 'make-fetch-happen',
    packageName: 'make-fetch-happen',
    isAskedAboutMemory: true,
    load: async () => (await import('./make-fetch-happen.ts')).makeFetchHappen,
  },
  {
    name: '@cacheable/net',
    packageName: '@cacheable/net',
    isAskedAboutMemory: true,
    load: async () => (await import('./cacheable-net.ts')).cacheableNet,
  },
]
