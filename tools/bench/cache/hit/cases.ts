import type { Operation } from '../../overhead/measure.ts'

/** One way to get what is in the cache already. `make` imports what it needs, so that a process holds one client alone. */
export interface Case {
  readonly name: string
  /** The peer's package, for its version. */
  readonly packageName?: string
  /** The most it may cost, × the floor. */
  readonly limit?: number
  /** Whether it goes to the server each time. */
  readonly isUncached?: true
  make(url: string): Promise<Operation>
}

/** What nobody who hands out a `Response` can be below: to make it of the bytes that are there, and to read it. */
export async function floor(url: string): Promise<Operation> {
  const answer = await fetch(url)
  const headers = Object.fromEntries(
    [...answer.headers].filter(([name]) => name !== 'connection' && name !== 'keep-alive'),
  )
  const bytes = await answer.bytes()
  return () => new Response(bytes, { headers }).json()
}

/** A client of ours for the origin of a URL, and the URL without it. */
async function ours(url: string) {
  const { createClient } = await import('@fairlead/core')
  const { cache } = await import('@fairlead/cache')
  const { origin, pathname, search } = new URL(url)
  return { client: createClient({ baseUrl: origin, plugins: [cache()] }), path: `${pathname}${search}` }
}

/** An agent that caches. */
async function agent() {
  const { Agent, interceptors } = await import('undici')
  return new Agent().compose(interceptors.cache({ type: 'private' }))
}

/** Ours first, then the peers, then what it costs without. */
export const cases: readonly Case[] = [
  {
    name: 'Fairlead: client.fetch(url), json()',
    limit: 1.5,
    make: async (url) => {
      const { client } = await ours(url)
      return async () => (await client.fetch(url)).json()
    },
  },
  {
    name: 'Fairlead: client.get(path).json()',
    limit: 0.5,
    make: async (url) => {
      const { client, path } = await ours(url)
      return () => client.get(path).json()
    },
  },
  {
    name: 'Fairlead: an endpoint with a zod schema',
    limit: 0.5,
    make: async (url) => {
      const z = await import('zod')
      const { get } = await import('@fairlead/core')
      const { client } = await ours(url)
      const { pathname, searchParams } = new URL(url)
      const Position = z.object({ latitude: z.number(), longitude: z.number() })
      const Vessel = z.object({
        id: z.number(),
        name: z.string(),
        imo: z.string(),
        flag: z.string(),
        position: Position,
        tags: z.array(z.string()),
      })
      const page = get(pathname as '/hit', {
        query: z.object({ cc: z.string() }),
        responses: { 200: z.object({ version: z.number(), user: z.null(), vessels: z.array(Vessel) }) },
        tags: ['vessels'],
      })
      const query = { cc: searchParams.get('cc') ?? '' }
      return async () => client.request(page, { query })
    },
  },
  {
    name: 'undici, cache: fetch()',
    packageName: 'undici',
    make: async (url) => {
      const { fetch } = await import('undici')
      const dispatcher = await agent()
      return async () => (await fetch(url, { dispatcher })).json()
    },
  },
  {
    name: 'undici, cache: request()',
    packageName: 'undici',
    make: async (url) => {
      const { request } = await import('undici')
      const dispatcher = await agent()
      return async () => (await request(url, { dispatcher })).body.json()
    },
  },
  {
    name: 'axios-cache-interceptor',
    packageName: 'axios-cache-interceptor',
    make: async (url) => {
      const { default: axios } = await import('axios')
      const { setupCache } = await import('axios-cache-interceptor')
      const api = setupCache(axios.create())
      return () => api.get(url)
    },
  },
  {
    name: 'got, cache: new Map()',
    packageName: 'got',
    make: async (url) => {
      const { default: got } = await import('got')
      const api = got.extend({ cache: new Map(), cacheOptions: { shared: false } })
      return () => api(url).json()
    },
  },
  {
    name: 'make-fetch-happen',
    packageName: 'make-fetch-happen',
    make: async (url) => {
      const { makeFetchHappen } = await import('../clients/make-fetch-happen.ts')
      const { mkdtempSync, rmSync } = await import('node:fs')
      const { tmpdir } = await import('node:os')
      const folder = mkdtempSync(`${tmpdir()}/fairlead-bench-`)
      process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
      const client = await makeFetchHappen({ url: '', folder })
      const decoder = new TextDecoder()
      return async () => JSON.parse(decoder.decode(await client.call(url))) as unknown
    },
  },
  {
    name: '@cacheable/net',
    packageName: '@cacheable/net',
    make: async (url) => {
      const { CacheableNet } = await import('@cacheable/net')
      const net = new CacheableNet()
      return async () => (await net.fetch(url)).json()
    },
  },
  {
    name: 'no cache: fetch over loopback',
    isUncached: true,
    make: async (url) => async () => (await fetch(url)).json(),
  },
]
