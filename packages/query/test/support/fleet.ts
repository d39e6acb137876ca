import { auth, bearer } from '@fairlead/auth'
import { type Broadcast, createClient, get, post, update } from '@fairlead/core'
import { type OutboxStore, memoryOutbox, outbox, queue } from '@fairlead/queue'
import { type Answer, createVirtualClock, mockTransport } from '@fairlead/testing'
import { QueryObserver } from '@tanstack/query-core'
import * as z from 'zod'
import { connected, userOf } from './connected.ts'

export const Vessel = z.object({ id: z.string(), name: z.string(), flag: z.string() })
export type Vessel = z.infer<typeof Vessel>

const VesselId = z.object({ id: z.string() })
const list = get('/vessels', { responses: { 200: z.array(Vessel) }, tags: ['vessels'] })
const byId = get('/vessels/{id}', {
  params: VesselId,
  responses: { 200: Vessel },
  tags: ({ params }) => [`vessel:${params.id}`],
})
const count = get('/count', { auth: 'public', responses: { 200: z.object({ vessels: z.number() }) } })

/** Writes of each kind: that make stale, that change, that do both, and that say nothing. */
export const contract = {
  list,
  byId,
  count,
  rename: post('/vessels/{id}/name', {
    params: VesselId,
    body: z.object({ name: z.string() }),
    responses: { 200: Vessel, 409: z.object({ by: z.string() }) },
    invalidates: ({ params }) => ['vessels', `vessel:${params.id}`],
  }),
  reflag: post('/vessels/{id}/flag', {
    params: VesselId,
    body: z.object({ flag: z.string() }),
    responses: { 200: Vessel, 409: z.object({ by: z.string() }) },
    invalidates: ['vessels'],
    updates: ({ params, data }) => [
      update(byId, { params }, (vessel) => ({ ...vessel, flag: data.flag })),
      update(count, {}, ({ vessels }) => ({ vessels: vessels + 1 })),
    ],
  }),
  touch: post('/vessels/{id}/touch', { params: VesselId, body: Vessel.partial(), responses: { 204: null } }),
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly user: string
  readonly body: unknown
}

/** Tabs of one origin: what one posts the others hear. */
export function origin(): () => Broadcast {
  const channels = new Map<string, Set<(message: unknown) => void>>()
  return () => (name, listener) => {
    const all = channels.get(name) ?? new Set()
    channels.set(name, all.add(listener))
    return {
      post(message) {
        const copy: unknown = structuredClone(message)
        for (const each of all) if (each !== listener) each(copy)
      },
      close: () => void all.delete(listener),
    }
  }
}

export interface FleetOptions {
  readonly broadcast?: Broadcast
  readonly store?: OutboxStore
}

/** A page: a client, its queries, and a server that a test writes. */
export function fleet(answer: (asked: Asked) => Answer, options: FleetOptions = {}) {
  const clock = createVirtualClock()
  const runtime = { ...clock, broadcast: options.broadcast ?? origin()() }
  const asked: Asked[] = []
  const transport = mockTransport(
    (request) => {
      const path = new URL(request.url).pathname
      if (path === '/sign-in') {
        const { user } = JSON.parse(request.text) as { user: string }
        return { json: { access_token: user, expires_in: 36_000, sub: user } }
      }
      const user = userOf(request.headers)
      const one = { method: request.method, path, user, body: request.text ? JSON.parse(request.text) : undefined }
      asked.push(one)
      return answer(one)
    },
    { runtime },
  )
  const client = createClient({
    baseUrl: 'https://harbour.example',
    runtime,
    transport,
    contract,
    plugins: [
      auth({ strategy: bearer({ signIn: '/sign-in' }) }),
      queue({ outbox: outbox({ store: options.store ?? memoryOutbox() }) }),
    ],
  })
  const { q, queryClient, close } = connected(client)
  return {
    client,
    clock,
    asked,
    q,
    queryClient,
    paths: () => asked.splice(0).map(({ method, path }) => `${method} ${path}`),
    signIn: (user: string) => client.auth.signIn({ user }),
    /** Puts a query on the screen; what has been shown of it, and how to take it off. */
    watch<T>(queryOptions: object, times = 1) {
      const shown: T[] = []
      const ends = Array.from({ length: times }, () => {
        const observer = new QueryObserver(queryClient, queryOptions as never)
        return observer.subscribe(({ data }) => data !== undefined && shown.push(data as T))
      })
      return { shown, latest: () => shown.at(-1), stop: () => ends.forEach((end) => end()) }
    },
    close,
  }
}
