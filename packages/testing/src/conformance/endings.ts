import { drain, equal, failure, ok, pause, until } from './assert.ts'
import type { ConformanceCase } from './case.ts'
import { countedTimers } from './timers.ts'

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
        const tookMs: number[] = []
        // The machine may be busy at one moment or another, not at all three.
        while (tookMs.length < 3 && !tookMs.some((each) => each <= 50)) {
          const { path, journal } = await server.script(...steps)
          const controller = new AbortController()
          const reason = { why: 'enough' }
          const [runtime, timers] = countedTimers()
          const call = failure(client({ runtime }).get(path, { signal: controller.signal }).json(), 'abort')
          await until(async () => (await journal()).length === 1, 'the server is reached')
          await pause(30)
          const before = Date.now()
          controller.abort(reason)
          const error = await call
          tookMs.push(Date.now() - before)
          ok(error.cause === reason, 'the cause is the reason itself')
          await pause(30)
          equal([(await journal()).length, timers.size], [1, 0], 'no further call is made, and no timer is left')
        }
        ok(Math.min(...tookMs) <= 50, `the abort settles within 50 ms, not ${tookMs.join(', ')}`)
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
    name: "takes the end of the caller's own timeout for an abort, not for a clock",
    async run({ client, server }) {
      const { path } = await server.script({ stall: 'headers' })
      const signal = AbortSignal.timeout(60)
      const error = await failure(client().get(path, { signal, timeouts: { totalMs: 5_000 } }), 'abort')
      ok(error.cause === signal.reason, 'the cause is the reason itself')
    },
  },
  {
    name: 'stops the source of an upload that is aborted',
    needs: 'streamUp',
    async run({ client, server }) {
      const { path, journal } = await server.script({ json: 1 })
      const controller = new AbortController()
      let stopped = false
      const endless = new ReadableStream<Uint8Array<ArrayBuffer>>({
        async pull(source) {
          await pause(5)
          if (!stopped) source.enqueue(new Uint8Array(1_000))
        },
        cancel: () => void (stopped = true),
      })
      const call = failure(client().put(path, { body: endless, signal: controller.signal }), 'abort')
      await until(async () => (await journal()).length === 1, 'the server is reached')
      controller.abort()
      await call
      await until(() => stopped, 'the source is cancelled')
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
