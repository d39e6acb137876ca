import { drain, equal, failure, ok, until } from './assert.ts'
import type { ConformanceCase } from './case.ts'

/** How calls end before they are done: aborts, clocks, and nothing left of either. */
export const endingCases: readonly ConformanceCase[] = [
  {
    name: 'settles an abort within 50 ms with the reason itself, wherever the call is',
    async run({ client, server }) {
      for (const steps of [
        [{ stall: 'headers' }],
        [{ chunks: ['{'], headers: { 'content-type': 'application/json' }, stall: 'body' }],
        [{ status: 503, headers: { 'retry-after': '20' } }],
      ] as const) {
        const { path, journal } = await server.script(...steps)
        const controller = new AbortController()
        const reason = { why: 'enough' }
        const call = failure(client().get(path, { signal: controller.signal }).json(), 'abort')
        await until(async () => (await journal()).length === 1, 'the server is reached')
        await new Promise((resolve) => setTimeout(resolve, 30))
        const before = Date.now()
        controller.abort(reason)
        const error = await call
        ok(Date.now() - before <= 50, `the abort settles within 50 ms, not ${Date.now() - before}`)
        ok(error.cause === reason, 'the cause is the reason itself')
        await new Promise((resolve) => setTimeout(resolve, 30))
        equal((await journal()).length, 1, 'no further call is made')
      }
    },
  },
  {
    name: 'lets go of the connection when a call is aborted',
    async run({ client, server }) {
      const { path, journal } = await server.script({ stall: 'headers' })
      const controller = new AbortController()
      const call = failure(client().get(path, { signal: controller.signal }), 'abort')
      await until(async () => (await journal()).length === 1, 'the server is reached')
      controller.abort()
      await call
      await until(async () => (await journal())[0]?.cutOff === true, 'the server sees the connection end')
    },
  },
  {
    name: 'names the clock that ran out, with a signal beside it, and the body inside the clocks',
    async run({ client, server }) {
      const { signal } = new AbortController()
      const silent = await server.script({ stall: 'headers' })
      const stalled = await server.script({ chunks: ['a'], stall: 'body' })
      const api = client({ retry: false })
      for (const [path, timeouts, clock] of [
        [silent.path, { attemptMs: 60 }, 'attempt'],
        [silent.path, { totalMs: 60 }, 'total'],
        [stalled.path, { attemptMs: 120 }, 'attempt'],
        [stalled.path, { bodyMs: 60 }, 'body'],
        [stalled.path, { idleMs: 60 }, 'idle'],
      ] as const) {
        const error = await failure(api.get(path, { signal, timeouts }).text(), 'timeout')
        equal(error['clock'], clock)
      }
    },
  },
  {
    name: 'ends a streamed body by its idle clock with the same error',
    needs: 'streamDown',
    async run({ client, server }) {
      const { path } = await server.script({ chunks: ['a'], stall: 'body' })
      const stream = await client({ timeouts: { idleMs: 60 } })
        .get(path)
        .stream()
      const error = await failure(drain(stream), 'timeout')
      equal(error['clock'], 'idle')
    },
  },
  {
    name: 'leaves nothing on a long-lived signal after 30 calls',
    async run({ client, server }) {
      const { path } = await server.script({ json: 1 })
      const { signal } = new AbortController()
      let listeners = 0
      const add = signal.addEventListener.bind(signal)
      const remove = signal.removeEventListener.bind(signal)
      signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args))
      signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args))
      const api = client()
      for (let i = 0; i < 15; i++) await api.get(path, { signal })
      const missing = await server.script({ status: 404 })
      for (let i = 0; i < 15; i++) await failure(api.get(missing.path, { signal }), 'http')
      equal(listeners, 0, 'every listener is taken off again')
    },
  },
]
