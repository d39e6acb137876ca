import { type CacheOptions, type CacheStore, cache } from '@fairlead/cache'
import { type Plugin, type Session, createClient } from '@fairlead/core'
import type { Ask, Cached, Fault, Open, Start } from './client.ts'
import { faultyGet, faultySet } from './faults.ts'

/** As it is by default on a server: who sends a header by hand is nobody it knows. */
export const byDefault: Open = async (start) => open(start, {})

/** Told that the cache is a private one, as the peers are. */
export const asPrivate: Open = async (start) => open(start, { type: 'private' })

function open({ url, fault }: Start, options: CacheOptions): Cached {
  const broken = fault === undefined ? {} : { store: brokenStore(fault) }
  const client = createClient({ baseUrl: url, plugins: [cache({ ...options, ...broken })] })
  return {
    async call(path, { method = 'GET', user, signal } = {}) {
      const response = await client.fetch(`${url}${path}`, {
        method,
        ...(user !== undefined && { headers: { authorization: user } }),
        ...(signal !== undefined && { signal }),
      })
      return response.bytes()
    },
  }
}

/** Attaches what proves the session, below the cache, as an auth plugin does. */
const credentials: Plugin = {
  name: 'credentials',
  install: () => ({
    layers: [
      {
        stage: 'sign',
        handle: (request, next) =>
          next({ ...request, headers: { ...request.headers, authorization: request.session.identity } }),
      },
    ],
  }),
}

/** Users with a session each, over one client, as a server has them. */
export const withSessions: Open = async ({ url }) => {
  const client = createClient({ baseUrl: url, plugins: [cache(), credentials] })
  const clients = new Map<string, Pick<typeof client, 'get' | 'put'>>()
  const clientOf = ({ user }: Ask): Pick<typeof client, 'get' | 'put'> => {
    if (user === undefined) return client
    const known = clients.get(user) ?? client.withSession(sessionOf(user))
    clients.set(user, known)
    return known
  }
  return {
    call(path, ask = {}) {
      const own = clientOf(ask)
      const options = { auth: ask.user === undefined ? 'public' : 'session', signal: ask.signal } as const
      return (ask.method === 'PUT' ? own.put(path, options) : own.get(path, options)).bytes()
    },
  }
}

function sessionOf(user: string): Session {
  return {
    state: 'authenticated',
    ready: Promise.resolve(),
    identity: user,
    epoch: 1,
    signal: new AbortController().signal,
    credentials: { get: async () => undefined },
  }
}

function brokenStore(fault: Fault): CacheStore {
  return {
    get: () => faultyGet(fault, { epoch: 0, found: [] }),
    set: async () => {
      await faultySet(fault)
      return true
    },
    delete: () => faultySet(fault),
    invalidate: () => faultySet(fault),
  }
}
