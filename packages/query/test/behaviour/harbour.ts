import { auth, bearer } from '@fairlead/auth'
import { type Transport, abortable, createClient, get, post } from '@fairlead/core'
import { createQueries } from '@fairlead/query'
import { type Answer, createVirtualClock, mockTransport } from '@fairlead/testing'
import { QueryClient } from '@tanstack/query-core'
import * as z from 'zod'

const Vessel = z.object({ id: z.string(), name: z.string() })
const Problem = z.object({ title: z.string() })

/** The rooms of the harbour that the script goes through. */
export const contract = {
  vessels: {
    list: get('/vessels', { responses: { 200: z.array(Vessel) }, tags: ['vessels'] }),
    page: get('/vessels/page', {
      query: z.object({ after: z.string().optional() }),
      responses: { 200: z.object({ items: z.array(Vessel), next: z.string().nullable() }) },
    }),
    byId: get('/vessels/{id}', {
      responses: { 200: Vessel, 404: Problem, '4XX': z.object({ reason: z.string() }) },
      tags: ({ params }) => [`vessel:${String(params['id'])}`],
    }),
    rename: post('/vessels/{id}', {
      body: z.object({ name: z.string() }),
      responses: { 200: Vessel, 409: Problem },
      invalidates: ({ params }) => ['vessels', `vessel:${String(params['id'])}`],
    }),
  },
  documents: {
    upload: post('/documents', {
      body: z.instanceof(Blob),
      responses: { 201: z.object({ bytes: z.number() }), 413: Problem },
    }),
  },
  tides: { now: get('/tides', { auth: 'public', responses: { 200: z.object({ level: z.number() }) } }) },
}

/** What the server is asked. */
export interface Asked {
  readonly method: string
  readonly path: string
  /** Their token is their name. */
  readonly user: string
  readonly text: string
  readonly signal: AbortSignal
}

/** A client, its queries and a QueryClient, over a server that the case writes. An answer takes its `delayMs` of the clock. */
export function harbour(answer: (asked: Asked) => Answer, queriesName?: string) {
  const clock = createVirtualClock()
  const asked: Asked[] = []
  const mock = mockTransport(
    ({ method, url, headers, text, signal }) => {
      const path = url.replace('https://harbour.example/api', '')
      if (path === '/sign-in') {
        const { user } = JSON.parse(text) as { user: string }
        return { json: { access_token: user, expires_in: 3_600, sub: user } }
      }
      const user = new Headers(headers).get('authorization')?.replace('Bearer ', '') ?? ''
      const one = { method, path, user, text, signal }
      asked.push(one)
      return answer(one)
    },
    { runtime: clock },
  )
  const transport: Transport = {
    ...mock,
    async send(request) {
      // A body that somebody watches goes out in two pieces.
      const { onUploadProgress: progress } = request
      progress?.({ loadedBytes: 500, totalBytes: 1_000 })
      if (progress) await abortable(new Promise<void>((done) => void clock.setTimeout(done, 5)), request.signal)
      progress?.({ loadedBytes: 1_000, totalBytes: 1_000 })
      return mock.send(request)
    },
  }
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    runtime: clock,
    transport,
    contract,
    plugins: [auth({ strategy: bearer({ signIn: '/sign-in' }) })],
  })
  return {
    clock,
    client,
    queryClient: new QueryClient(),
    q: createQueries(client, queriesName ? { name: queriesName } : {}),
    asked,
    /** What has been asked, as `user METHOD /path`. */
    paths: () => asked.map(({ method, path, user }) => `${user} ${method} ${path}`.trim()),
    signIn: (user: string) => client.auth.signIn({ user }),
  }
}
export type Harbour = ReturnType<typeof harbour>
