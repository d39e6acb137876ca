import { auth, bearer, memoryCoordinator } from '@fairlead/auth'
import { type Runtime, createClient, get, patch, post, put, update } from '@fairlead/core'
import { persistedQueries } from '@fairlead/query'
import { type Answer, createVirtualClock, mockTransport } from '@fairlead/testing'
import { MutationObserver } from '@tanstack/query-core'
import {
  type PersistedClient,
  persistQueryClientRestore,
  persistQueryClientSubscribe,
} from '@tanstack/query-persist-client-core'
import * as z from 'zod'
import { jsonPersister } from './persister.ts'
import { connected, userOf } from './connected.ts'

const Note = z.object({ text: z.string() })
const body = z.object({ text: z.string() })

const list = get('/notes', { responses: { 200: z.array(Note) }, tags: ['notes'] })

export const contract = {
  notes: {
    list,
    count: get('/count', { responses: { 200: z.number() } }),
    keyed: post('/notes', { body, responses: { 201: Note }, idempotent: 'key' }),
    plain: post('/plain', { body, responses: { 201: Note } }),
    put: put('/notes/{id}', { body, responses: { 200: Note } }),
    told: post('/told', {
      body,
      responses: { 201: Note },
      updates: ({ data }) => [update(list, {}, (notes) => [...notes, data])],
    }),
    patch: patch('/notes/{id}', { body, responses: { 200: Note } }),
  },
  tides: { now: get('/tides', { auth: 'public', responses: { 200: z.object({ level: z.number() }) } }) },
}

type Writing = 'keyed' | 'plain' | 'put' | 'told' | 'patch'

/** A request as the server has it. */
export interface Arrived {
  readonly method: string
  readonly path: string
  readonly user: string
  readonly text: string
  readonly key: string | undefined
}

/**
 * Pages of one program that are opened one after the other: what is stored and who is signed in stay. With what pages share they may be
 * open at the same time.
 */
export function reloads(answer: (arrived: Arrived) => Answer, shared?: Pick<Runtime, 'broadcast' | 'locks'>) {
  const clock = createVirtualClock()
  const runtime: Runtime = { ...clock, ...shared }
  const together = memoryCoordinator()
  const disk = jsonPersister()
  const arrived: Arrived[] = []
  const open: (() => Promise<unknown>)[] = []

  /** Opens a page. `buster` is its version; one with a session of its own has another coordinator. */
  function page({ buster = '', coordinator = together } = {}) {
    let isAlive = true
    const transport = mockTransport(
      (request) => {
        const { pathname } = new URL(request.url)
        if (pathname === '/api/sign-in') {
          const { user } = JSON.parse(request.text) as { user: string }
          return { json: { access_token: user, expires_in: 36_000, sub: user } }
        }
        const headers = new Headers(request.headers)
        const one: Arrived = {
          method: request.method,
          path: pathname.replace('/api', ''),
          user: userOf(headers),
          text: request.text,
          key: headers.get('idempotency-key') ?? undefined,
        }
        arrived.push(one)
        return answer(one)
      },
      { runtime },
    )
    const client = createClient({
      baseUrl: 'https://harbour.example/api',
      runtime,
      transport,
      contract,
      plugins: [auth({ strategy: bearer({ signIn: '/sign-in' }), coordinator })],
    })
    const { q, queryClient, disconnect, close } = connected(client)
    // A page that is gone writes nothing.
    const persister = {
      persistClient: (state: PersistedClient) => (isAlive ? disk.persistClient(state) : undefined),
      restoreClient: disk.restoreClient,
      removeClient: () => (isAlive ? disk.removeClient() : undefined),
    }
    const options = { queryClient, buster, ...persistedQueries(q, persister) }
    let unsubscribe = (): void => {}
    const opened = {
      client,
      q,
      queryClient,
      disconnect,
      options,
      signIn: (user: string) => client.auth.signIn({ user }),
      /** Takes up what is stored, and stores from now on. */
      async restore() {
        await persistQueryClientRestore(options)
        unsubscribe = persistQueryClientSubscribe(options)
        await clock.advance(0)
      },
      /** A mutation as a hook begins it. */
      mutate(name: Writing, text: string, settings: object = {}) {
        const input = name === 'put' || name === 'patch' ? { params: { id: '1' }, body: { text } } : { body: { text } }
        const observer = new MutationObserver(queryClient, q.notes[name].mutationOptions(settings) as object)
        const stop = observer.subscribe(() => {})
        const done = observer.mutate(input as never)
        done.catch(() => {})
        return { observer, stop, done }
      },
      /** The page ends at once: nothing that it does any more is seen. */
      async kill() {
        isAlive = false
        unsubscribe()
        await close()
      },
    }
    open.push(opened.kill)
    return opened
  }

  return {
    clock,
    disk,
    arrived,
    page,
    async close() {
      for (const kill of open) await kill()
    },
  }
}
