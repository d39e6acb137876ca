import type { Plugin } from '@fairlead/core'
import type { Operation } from './measure.ts'

/** One way to make the same call. `make` imports what it needs, so that a process holds one client alone. */
export interface Case {
  readonly name: string
  /** The peer's package, for its version. */
  readonly packageName?: string
  /** The most it may cost, × a bare call. */
  readonly limits?: { readonly node?: number; readonly chromium?: number }
  make(): Promise<Operation>
}

const baseUrl = 'https://harbour.example'
const url = `${baseUrl}/vessels/7`
const json = JSON.stringify({ id: 7, name: 'Ever Given', tags: ['cargo', 'large'] })
const init = { status: 200, headers: { 'content-type': 'application/json' } }
const stub: typeof fetch = async () => new Response(json, init)

/** The stub `fetch` and the body read: what every client pays. */
export const bare: Operation = async () => (await stub(url)).json()

/** One that times calls, and one that adds a header to each attempt. */
const twoPlugins: Plugin[] = [
  {
    name: 'timing',
    install: ({ runtime }) => {
      let lastMs = 0
      return {
        api: { lastMs: () => lastMs },
        layers: [
          {
            stage: 'observe',
            async handle(request, next) {
              const startedAt = runtime.now()
              const reply = await next(request)
              lastMs = runtime.now() - startedAt
              return reply
            },
          },
        ],
      }
    },
  },
  {
    name: 'header',
    install: () => ({
      layers: [
        {
          stage: 'sign',
          handle: async (request, next) => next({ ...request, headers: { ...request.headers, 'x-trace': '1' } }),
        },
      ],
    }),
  },
]

const timeouts = { attemptMs: 10_000, totalMs: 30_000, bodyMs: 10_000, idleMs: 10_000 }

async function client(plugins: Plugin[] = []) {
  const { createClient, fetchTransport } = await import('@fairlead/core')
  return createClient({ baseUrl, transport: fetchTransport({ fetch: stub }), plugins, timeouts })
}

/** Ours first, then the peers. Each has JSON of a stub `fetch` as its answer. */
export const cases: readonly Case[] = [
  {
    name: 'Fairlead: retry, four clocks, two plugins',
    limits: { node: 2.2, chromium: 3 },
    make: async () => {
      const { get } = await client(twoPlugins)
      return () => get('/vessels/7').json()
    },
  },
  {
    name: 'Fairlead: retry, four clocks',
    make: async () => {
      const { get } = await client()
      return () => get('/vessels/7').json()
    },
  },
  {
    name: 'Fairlead: two plugins, .response()',
    limits: { node: 3.5 },
    make: async () => {
      const { get } = await client(twoPlugins)
      return async () => (await get('/vessels/7').response()).json()
    },
  },
  {
    name: `Fairlead: two plugins, the caller's signal`,
    make: async () => {
      const { get } = await client(twoPlugins)
      const { signal } = new AbortController()
      return () => get('/vessels/7', { signal }).json()
    },
  },
  {
    name: 'Fairlead: two plugins, an endpoint with zod schemas',
    make: async () => {
      const z = await import('zod')
      const { get } = await import('@fairlead/core')
      const Vessel = z.object({ id: z.number(), name: z.string(), tags: z.array(z.string()) })
      const byId = get('/vessels/{id}', { params: z.object({ id: z.number() }), responses: { 200: Vessel } })
      const { request } = await client(twoPlugins)
      return async () => request(byId, { params: { id: 7 } })
    },
  },
  {
    name: 'ofetch',
    packageName: 'ofetch',
    make: async () => {
      const { createFetch } = await import('ofetch')
      const ofetch = createFetch({ fetch: stub })
      return () => ofetch(url)
    },
  },
  {
    name: 'openapi-fetch',
    packageName: 'openapi-fetch',
    make: async () => {
      const { default: createClient } = await import('openapi-fetch')
      const api = createClient<{
        '/vessels/7': { get: { responses: { 200: { content: { 'application/json': object } } } } }
      }>({
        baseUrl,
        fetch: stub,
      })
      return () => api.GET('/vessels/7')
    },
  },
  {
    name: 'wretch + retry',
    packageName: 'wretch',
    make: async () => {
      const { default: wretch } = await import('wretch')
      const { retry } = await import('wretch/middlewares')
      const api = wretch(baseUrl).fetchPolyfill(stub).middlewares([retry()])
      return () => api.get('/vessels/7').json()
    },
  },
  {
    name: 'better-fetch',
    packageName: '@better-fetch/fetch',
    make: async () => {
      const { createFetch } = await import('@better-fetch/fetch')
      const betterFetch = createFetch({ baseURL: baseUrl, customFetchImpl: stub, throw: true })
      return () => betterFetch('/vessels/7')
    },
  },
  {
    name: 'up-fetch',
    packageName: 'up-fetch',
    make: async () => {
      const { up } = await import('up-fetch')
      const upFetch = up(stub, () => ({ baseUrl }))
      return () => upFetch('/vessels/7')
    },
  },
  {
    name: 'ky',
    packageName: 'ky',
    make: async () => {
      const { default: ky } = await import('ky')
      const api = ky.create({ fetch: stub })
      return () => api.get(url).json()
    },
  },
  {
    name: 'ky + two hooks',
    packageName: 'ky',
    make: async () => {
      const { default: ky } = await import('ky')
      const beforeRequest = [({ request }: { request: Request }) => request.headers.set('x-trace', '1')]
      const api = ky.create({ fetch: stub, hooks: { beforeRequest, afterResponse: [() => undefined] } })
      return () => api.get(url).json()
    },
  },
  {
    name: 'axios, fetch adapter',
    packageName: 'axios',
    make: async () => {
      const { default: axios } = await import('axios')
      const api = axios.create({ adapter: 'fetch', env: { fetch: stub } })
      return () => api.get(url)
    },
  },
  {
    name: 'axios, timeout, two interceptors',
    packageName: 'axios',
    make: async () => {
      const { default: axios } = await import('axios')
      const api = axios.create({ adapter: 'fetch', env: { fetch: stub }, timeout: 30_000 })
      api.interceptors.request.use((config) => {
        config.headers.set('x-trace', '1')
        return config
      })
      api.interceptors.response.use((response) => response)
      return () => api.get(url)
    },
  },
]
