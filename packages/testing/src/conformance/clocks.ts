import { type Plugin, createClient } from '@fairlead/core'
import { equal, failure, ok, until } from './assert.ts'
import type { ConformanceCase } from './case.ts'
import { countedTimers } from './timers.ts'

const json = { 'content-type': 'application/json' }

/** What runs while a call waits, and what is left when it has ended. */
export const clockCases: readonly ConformanceCase[] = [
  {
    name: 'runs the total clock through all attempts',
    async run({ client, server }) {
      const { path, journal } = await server.script({ status: 503 }, { stall: 'headers' })
      const error = await failure(client({ timeouts: { totalMs: 800 } }).get(path), 'timeout')
      equal([error['clock'], (await journal()).length], ['total', 2])
    },
  },
  {
    name: 'lets a body be slow while it moves, until the clock of the body ends it',
    async run({ client, server }) {
      const chunks = Array.from({ length: 10 }, () => '1')
      const { path } = await server.script({ headers: json, chunks, chunkDelayMs: 50 })
      const api = client({ retry: false })
      equal(await api.get(path, { timeouts: { idleMs: 400 } }).text(), '1111111111')
      const error = await failure(api.get(path, { timeouts: { idleMs: 400, bodyMs: 150 } }).text(), 'timeout')
      equal(error['clock'], 'body')
    },
  },
  {
    name: 'ends a call that waits to be admitted, by a signal and by its clock',
    async run({ transport, server }) {
      const { path, journal } = await server.script({ json: 1 })
      const api = createClient({ baseUrl: server.origin, transport, plugins: [queue] })
      const reason = new Error('enough')
      const controller = new AbortController()
      const call = failure(api.get(path, { signal: controller.signal }), 'abort')
      await Promise.resolve()
      controller.abort(reason)
      ok((await call).cause === reason, 'the cause is the reason itself')
      // The queue's wait outlives the deadline, which is known when it begins.
      const error = await failure(api.get(path, { timeouts: { totalMs: 5_000 } }), 'timeout')
      equal([error['clock'], (await journal()).length], ['total', 0])
    },
  },
  {
    name: 'sends nothing for a signal that has aborted already',
    async run({ client, server }) {
      const { path, journal } = await server.script({ json: 1 })
      const reason = { why: 'left' }
      const error = await failure(client().get(path, { signal: AbortSignal.abort(reason) }), 'abort')
      ok(error.cause === reason, 'the cause is the reason itself')
      equal((await journal()).length, 0)
    },
  },
  {
    name: 'ends the stream that a caller reads, with the reason',
    needs: 'streamDown',
    async run({ client, server }) {
      const { path, journal } = await server.script({ chunks: ['a'], stall: 'body' })
      const controller = new AbortController()
      const reason = { why: 'left' }
      const reader = (await client().get(path, { signal: controller.signal }).stream()).getReader()
      await reader.read()
      const next = failure(reader.read(), 'abort')
      controller.abort(reason)
      ok((await next).cause === reason, 'the cause is the reason itself')
      await until(async () => (await journal())[0]?.cutOff === true, 'the server sees the connection end')
    },
  },
  {
    name: 'leaves no timer and no open answer behind, however 30 calls end',
    async run({ client, server, transport }) {
      const [runtime, timers] = countedTimers()
      const api = client({ runtime, retry: { limit: 1, baseMs: 5 } })
      const { signal } = new AbortController()
      const places = await Promise.all([
        server.script({ json: 1 }),
        server.script({ status: 404, json: 1 }),
        server.script({ status: 503 }),
        server.script({ headers: json, body: '{', reset: 'body' }),
        server.script({ stall: 'headers' }),
        server.script({ headers: json, chunks: ['1'], stall: 'body' }),
      ])
      const [good, missing, busy, cut, silent, stalled] = places.map(({ path }) => path) as [
        string,
        string,
        ...string[],
      ]
      for (let round = 0; round < 5; round++) {
        await api.get(good, { signal })
        await ended(api.get(missing, { signal }))
        await ended(api.get(busy as string, { signal }))
        await ended(api.get(cut as string, { signal }))
        await ended(api.get(silent as string, { signal, timeouts: { attemptMs: 40 }, retry: false }))
        if (transport.capabilities.streamDown) await (await api.get(stalled as string, { signal }).stream()).cancel()
        else await ended(api.get(stalled as string, { signal: AbortSignal.timeout(40), retry: false }))
      }
      equal(timers.size, 0, 'no timer is set any more')
      await until(async () => {
        const journals = await Promise.all(places.map(({ journal }) => journal()))
        return journals.flat().every((entry) => entry.ended)
      }, 'every answer has ended')
    },
  },
]

/** Holds every call for longer than a case may take. */
const queue: Plugin<''> = {
  name: '',
  install: () => ({
    layers: [
      {
        stage: 'admit',
        async handle(request, next) {
          await request.scope.sleep(30_000)
          return next(request)
        },
      },
    ],
  }),
}

async function ended(call: PromiseLike<unknown>): Promise<void> {
  try {
    await call
  } catch {
    return
  }
  throw new Error('expected that the call fails')
}
