import { auth, bearer } from '@fairlead/auth'
import { createClient, get, post } from '@fairlead/core'
import { type Answer, createVirtualClock, mockTransport } from '@fairlead/testing'
import * as z from 'zod'
import { connected, userOf } from './connected.ts'

const Vessel = z.object({ id: z.string(), name: z.string() })
const Problem = z.object({ title: z.string() })

/** Two rooms of a contract: one of a session, one of everybody. */
export const contract = {
  vessels: {
    list: get('/vessels', {
      query: z.object({ flag: z.string().optional() }),
      responses: { 200: z.array(Vessel) },
      tags: ['vessels'],
    }),
    byId: get('/vessels/{id}', {
      responses: { 200: Vessel, 404: Problem },
      tags: ({ params }) => [`vessel:${String(params['id'])}`],
    }),
    rename: post('/vessels/{id}', {
      body: z.object({ name: z.string() }),
      responses: { 200: Vessel, 409: Problem },
      invalidates: ({ params }) => ['vessels', `vessel:${String(params['id'])}`],
    }),
    cast: post('/vessels/{id}/cast', { responses: { 204: null } }),
  },
  tides: { now: get('/tides', { auth: 'public', responses: { 200: z.object({ level: z.number() }) } }) },
}

/** What a test's server is asked. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly user: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** A client of users whose tokens are their names, its queries, and a server that a test writes. */
export function harbour(answer: (asked: Asked) => Answer) {
  const clock = createVirtualClock()
  const asked: Asked[] = []
  const transport = mockTransport(
    (request) => {
      const { pathname, search } = new URL(request.url)
      const path = `${pathname}${search}`.replace('/api', '')
      const headers = Object.fromEntries(new Headers(request.headers))
      const body = request.text
      if (path === '/sign-in') {
        const { user } = JSON.parse(body) as { user: string }
        return { json: { access_token: user, expires_in: 3_600, sub: user } }
      }
      const user = userOf(headers)
      const one: Asked = { method: request.method, path, user, body, headers }
      asked.push(one)
      return answer(one)
    },
    { runtime: clock },
  )
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    runtime: clock,
    transport,
    contract,
    plugins: [auth({ strategy: bearer({ signIn: '/sign-in' }) })],
  })
  const { q, queryClient, close } = connected(client)
  return {
    client,
    clock,
    asked,
    q,
    queryClient,
    signals: () => transport.requests.map(({ signal }) => signal),
    paths: () => asked.map(({ method, path, user }) => `${user} ${method} ${path}`.trim()),
    signIn: (user: string) => client.auth.signIn({ user }),
    close,
  }
}
