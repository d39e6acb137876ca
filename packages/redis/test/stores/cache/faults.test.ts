import { describe, expect, onTestFinished, test } from 'vitest'
import { ask, clients } from '../../support/clients.ts'
import { type RunningRedis, describeRedis } from '../../support/server.ts'
import { startOrigin } from './fleet/origin.ts'
import { programOf } from './fleet/program.ts'

/** What may happen to a Redis, and how it is over. */
const faults: Readonly<Record<string, (redis: RunningRedis) => Promise<() => unknown>>> = {
  'is stopped and comes back empty': async ({ server }) => {
    await server.kill()
    return () => server.restart()
  },
  'is frozen': async ({ server }) => {
    server.pause()
    return () => server.resume()
  },
  'is restarted empty at once': async ({ server }) => {
    await server.restart()
    return () => {}
  },
  'has forgotten everything': async ({ url }) => {
    await ask(url, 'FLUSHALL')
    return () => {}
  },
  'has no memory left': async ({ url }) => {
    await ask(url, 'CONFIG', 'SET', 'maxmemory', '1')
    return () => ask(url, 'CONFIG', 'SET', 'maxmemory', '0')
  },
  'refuses every command': async ({ url }) => {
    await ask(url, 'ACL', 'SETUSER', 'default', '-@scripting')
    return () => ask(url, 'ACL', 'SETUSER', 'default', '+@all')
  },
}

describeRedis(
  'a store in a Redis',
  (running) => {
    async function fleet(open: (typeof clients)[string]) {
      const origin = await startOrigin()
      const namespace = crypto.randomUUID()
      const programs = await Promise.all(
        [1, 2].map(async () => {
          const { client, close } = await open(running.url)
          const { api, fleet: base } = programOf(client, {
            origin: origin.url,
            namespace,
            redis: { deadlineMs: 50 },
            storeDeadlineMs: 50,
          })
          onTestFinished(async () => {
            await api.dispose()
            base.close()
            await close()
          })
          return {
            read: async (path: string) => api.api.read({ params: { path } }),
            write: (path: string) => api.api.write({ params: { path } }),
          }
        }),
      )
      onTestFinished(() => origin.close())
      const [one, two] = programs as [(typeof programs)[number], (typeof programs)[number]]
      return { origin, one, two }
    }

    describe.each(Object.keys(clients))('through %s', (name) => {
      test.each(Object.keys(faults))('that %s fails no call, gives nothing old, and is of use again', async (fault) => {
        const { origin, one, two } = await fleet(clients[name] as (typeof clients)[string])
        const versionOf = (path: string): number => origin.asked.filter((each) => each === `PUT /${path}`).length
        for (const path of ['a', 'b', 'c']) for (const { read } of [one, two]) await read(path)
        const end = (await faults[fault]?.(running)) ?? (() => {})
        for (let round = 1; round <= 5; round++) {
          const path = 'abc'[round % 3] as string
          await one.write(path)
          for (const { read } of [two, one]) expect(await read(path), `round ${round}`).toBe(versionOf(path))
        }
        await end()
        // Found by the other one without a question to the server.
        let fresh = 0
        await expect
          .poll(
            async () => {
              const path = `fresh-${++fresh}`
              for (const { read } of [one, two, one, two]) await read(path)
              return origin.asked.filter((each) => each === `GET /${path}`).length
            },
            { timeout: 15_000 },
          )
          .toBe(1)
        // What was written meanwhile is known to all.
        for (const path of ['a', 'b', 'c'])
          for (const { read } of [one, two]) expect(await read(path)).toBe(versionOf(path))
      })
    })
  },
  {},
)
