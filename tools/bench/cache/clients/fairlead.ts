import { type CacheStore, cache } from '@fairlead/cache'
import { type Session, createClient } from '@fairlead/core'
import type { Ask, Cached, Client, Fault, Start } from './client.ts'
import { faultyGet, faultySet } from './faults.ts'

/** Users who send a header and have no session: nobody knows whose answers they are. */
export const fairlead: Client = {
  name: 'Fairlead',
  takesStore: true,
  open: async (start) => open(start, () => undefined),
}

/** Users with a session each, over one client, as a server has them. */
export const fairleadSessions: Client = {
  name: 'Fairlead, a session each',
  takesStore: false,
  open: async (start) => {
    const sessions = new Map<string, Session>()
    return open(start, ({ user = '' }) => {
      const session = sessions.get(user) ?? sessionOf(user)
      sessions.set(user, session)
      return session
    })
  },
}

function open({ url, fault }: Start, sessionFor: (ask: Ask) => Session | undefined): Cached {
  const client = createClient({ baseUrl: url, plugins: [cache(fault === undefined ? {} : { store: broken(fault) })] })
  return {
    async call(path, ask = {}) {
      const { method = 'GET', user, signal } = ask
      const session = sessionFor(ask)
      const own = session === undefined ? client : client.withSession(session)
      const response = await own.fetch(`${url}${path}`, {
        method,
        ...(user !== undefined && { headers: { authorization: user } }),
        ...(signal !== undefined && { signal }),
      })
      return response.bytes()
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

function broken(fault: Fault): CacheStore {
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
