import { createClient, get, intercept, post } from '@fairlead/core'
import { equal, failure, ok } from './assert.ts'
import type { ConformanceCase } from './case.ts'
import { withText } from './schemas.ts'

const vessel = withText('id')

/** What a contract holds both sides to, and what a client is refused for. */
export const contractCases: readonly ConformanceCase[] = [
  {
    name: 'delivers what the contract declares, also of a failure',
    async run({ client, server }) {
      const { path } = await server.script({ json: { id: 'aurora' } }, { status: 404, json: { id: 'none' } })
      const byId = get(path as '/x', { responses: { 200: vessel, '4XX': vessel } })
      const api = client({ contract: { byId } }).api
      equal(await api.byId(), { id: 'aurora' })
      const result = await api.byId().result()
      equal([result.ok, result.status, result.data], [false, 404, { id: 'none' }])
    },
  },
  {
    name: 'refuses an answer the contract does not declare, or whose body is missing, broken or another one',
    async run({ client, server }) {
      const json = { 'content-type': 'application/json' }
      for (const [step, kind, reason] of [
        [{ status: 202, json: { id: 'a' } }, 'decode', 'undeclared'],
        [{ headers: json }, 'decode', 'empty'],
        [{ headers: json, body: '{"id":' }, 'decode', 'syntax'],
        [{ headers: { 'content-type': 'text/html' }, body: '<p>' }, 'decode', 'content-type'],
        [{ json: { id: 1 } }, 'validation', undefined],
      ] as const) {
        const { path, journal } = await server.script(step)
        const byId = get(path as '/x', { responses: { 200: vessel } })
        const error = await failure(client({ contract: { byId } }).api.byId(), kind)
        equal([error['reason'], error['status'] !== undefined, (await journal()).length], [reason, true, 1], kind)
      }
    },
  },
  {
    name: 'sends nothing that does not fit the contract, and does not quote it',
    async run({ client, server }) {
      const { path, journal } = await server.script({ status: 204 })
      const create = post(path as '/x', { body: vessel, responses: { 204: null } })
      const api = client({ contract: { create } }).api
      const error = await failure(api.create({ body: { id: 471_108_154_711 as never } }), 'validation')
      ok(
        !JSON.stringify(error).includes('471108154711') && !error.message.includes('471108154711'),
        'the value is not quoted',
      )
      equal((await journal()).length, 0)
      await api.create({ body: { id: 'a' } })
      equal((await journal()).length, 1)
    },
  },
  {
    name: 'gives each call of a keyed endpoint one key for all its attempts',
    async run({ client, server }) {
      const { path, journal } = await server.script({ status: 503 }, { status: 204 }, { status: 204 })
      const create = post(path as '/x', { idempotent: 'key', responses: { 204: null } })
      const api = client({ contract: { create } }).api
      await api.create()
      await api.create()
      const [first, second, third] = (await journal()).map(({ headers }) => headers['idempotency-key'])
      ok(first && third, 'there is a key')
      ok(first === second && second !== third, 'it is the same in both attempts and another one in the next call')
    },
  },
  {
    name: 'lets interceptors change what goes out and what comes in, at every attempt if they ask',
    async run({ transport, server }) {
      const { path, journal } = await server.script({ status: 503 }, { json: { wrapped: 1 } })
      let calls = 0
      let attempts = 0
      const api = createClient({
        baseUrl: server.origin,
        transport,
        retry: { baseMs: 0 },
        plugins: [
          intercept({
            request: (request) => ({ ...request, headers: { ...request.headers, 'x-call': String(++calls) } }),
            transform: (data) => (data as { wrapped: unknown }).wrapped,
          }),
          intercept({
            per: 'attempt',
            request: (request) => ({ ...request, headers: { ...request.headers, 'x-attempt': String(++attempts) } }),
          }),
        ],
      })
      equal(await api.get(path).json(), 1)
      equal(
        (await journal()).map(({ headers }) => [headers['x-call'], headers['x-attempt']]),
        [
          ['1', '1'],
          ['1', '2'],
        ],
      )
    },
  },
  {
    name: 'tells of a call, its attempts and its waits',
    async run({ client, server }) {
      const { path } = await server.script({ status: 503 }, { json: 1 })
      const api = client()
      const told: unknown[] = []
      const stop = api.on((event) => told.push([event.type, (event as { status?: number }).status]))
      await api.get(path)
      stop()
      await api.get(path)
      equal(told, [
        ['operation:start', undefined],
        ['attempt:start', undefined],
        ['attempt:end', 503],
        ['retry:wait', undefined],
        ['attempt:start', undefined],
        ['attempt:end', 200],
        ['operation:end', 200],
      ])
    },
  },
  {
    name: 'refuses a client with an unknown option, or a plugin whose name is reserved or there twice',
    async run({ transport, server }) {
      const named = (name: string): { name: string; install(): object } => ({ name, install: () => ({}) })
      for (const options of [
        { timeout: 5 },
        { retry: { times: 3 } },
        { timeouts: { totalMS: 5 } },
        { plugins: [named('fetch')] },
        { plugins: [named('a'), named('a')] },
        { baseUrl: 'ftp://elsewhere.example' },
      ] as object[]) {
        const made = Promise.resolve().then(() => createClient({ baseUrl: server.origin, transport, ...options }))
        await failure(made, 'config')
      }
    },
  },
]
