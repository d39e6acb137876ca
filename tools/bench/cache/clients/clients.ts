import type { Client } from './client.ts'

/** Ours first, then the peers; each is imported where it is used, so that a process holds one alone. */
export const clients: Readonly<Record<string, () => Promise<Client>>> = {
  fairlead: async () => (await import('./fairlead.ts')).fairlead,
  private: async () => (await import('./fairlead.ts')).fairleadPrivate,
  sessions: async () => (await import('./fairlead.ts')).fairleadSessions,
  undici: async () => (await import('./undici.ts')).undici,
  deduplicate: async () => (await import('./undici.ts')).undiciDeduplicate,
  axios: async () => (await import('./axios-cache-interceptor.ts')).axiosCacheInterceptor,
  got: async () => (await import('./got.ts')).got,
  'make-fetch-happen': async () => (await import('./make-fetch-happen.ts')).makeFetchHappen,
  cacheable: async () => (await import('./cacheable-net.ts')).cacheableNet,
}
