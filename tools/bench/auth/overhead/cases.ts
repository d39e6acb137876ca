import type { Plugin } from '@fairlead/core'
import type { Operation } from '../../overhead/measure.ts'

/** One client, without a token or with one. `make` imports what it needs, so that a process holds one client alone. */
export interface Case {
  readonly name: string
  /** The peer's package, for its version. */
  readonly packageName?: string
  /** The case that this one is without its token; absent where it has none. */
  readonly without?: string
  make(): Promise<Operation>
}

const baseUrl = 'https://harbour.example'
const url = `${baseUrl}/vessels/7`
const json = JSON.stringify({ id: 7, name: 'Ever Given', tags: ['cargo', 'large'] })
const init = { status: 200, headers: { 'content-type': 'application/json' } }
const stub: typeof fetch = async () => new Response(json, init)
const accessToken = 'b6e3a1f0c9d84e27a5b1c3d2e4f60718'
const authorization = `Bearer ${accessToken}`
const grant = { accessToken, refreshToken: 'r', expiresIn: 3600, identity: 'ann' }

/** The stub `fetch` and the body read: what every client pays. */
export const bare: Operation = async () => (await stub(url)).json()

/** What is there without an auth plugin: the same header at each attempt. */
const fixedHeader: Plugin = {
  name: 'fixed-header',
  install: () => ({
    layers: [
      {
        stage: 'sign',
        handle: async (request, next) => next({ ...request, headers: { ...request.headers, authorization } }),
      },
    ],
  }),
}

async function fairlead(plugins: Plugin[] = []): Promise<Operation> {
  const { createClient, fetchTransport } = await import('@fairlead/core')
  const { get } = createClient({ baseUrl, transport: fetchTransport({ fetch: stub }), plugins })
  return () => get('/vessels/7').json()
}

async function axios() {
  const { default: create } = await import('axios')
  return create.create({ adapter: 'fetch', env: { fetch: stub } })
}

async function axiosWithToken() {
  const api = await axios()
  api.interceptors.request.use((config) => {
    config.headers.set('authorization', authorization)
    return config
  })
  return api
}

/** Ours first, then the peers. Each has JSON of a stub `fetch` as its answer. */
export const cases: readonly Case[] = [
  { name: 'Fairlead', make: () => fairlead() },
  {
    name: 'Fairlead: auth + bearer',
    without: 'Fairlead',
    make: async () => {
      const { createClient, fetchTransport } = await import('@fairlead/core')
      const { auth, bearer } = await import('@fairlead/auth')
      const client = createClient({
        baseUrl,
        transport: fetchTransport({ fetch: stub }),
        plugins: [auth({ strategy: bearer({ signIn: async () => grant, refresh: async () => grant }) })],
      })
      await client.auth.signIn({})
      return () => client.get('/vessels/7').json()
    },
  },
  { name: 'Fairlead: a plugin of one line', without: 'Fairlead', make: () => fairlead([fixedHeader]) },
  {
    name: 'axios, fetch adapter',
    packageName: 'axios',
    make: async () => {
      const api = await axios()
      return () => api.get(url)
    },
  },
  {
    name: 'axios + interceptor',
    packageName: 'axios',
    without: 'axios, fetch adapter',
    make: async () => {
      const api = await axiosWithToken()
      return () => api.get(url)
    },
  },
  {
    name: 'axios + interceptor + axios-auth-refresh',
    packageName: 'axios-auth-refresh',
    without: 'axios, fetch adapter',
    make: async () => {
      const { createAuthRefresh } = await import('axios-auth-refresh')
      const api = await axiosWithToken()
      // Its declarations know axios as CommonJS, which are other types.
      // oxlint-disable-next-line typescript/no-unnecessary-type-assertion -- where the peers are not installed
      createAuthRefresh(api as never, async () => undefined)
      return () => api.get(url)
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
    name: 'ky + hook',
    packageName: 'ky',
    without: 'ky',
    make: async () => {
      const { default: ky } = await import('ky')
      const beforeRequest = [({ request }: { request: Request }) => request.headers.set('authorization', authorization)]
      const api = ky.create({ fetch: stub, hooks: { beforeRequest } })
      return () => api.get(url).json()
    },
  },
]
