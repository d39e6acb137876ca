import { expect, onTestFinished, test } from 'vitest'
import { describeRedis } from '../../support/server.ts'
import { type Answer, startOrigin } from './fleet/origin.ts'
import { startProcesses } from './fleet/processes.ts'
import type { ProgramOptions } from './fleet/program.ts'

describeRedis('four processes with one store', (server) => {
  async function fleet(options: Partial<ProgramOptions> = {}, count = 4) {
    const origin = await startOrigin()
    onTestFinished(() => origin.close())
    const namespace = crypto.randomUUID()
    const processes = await startProcesses(count, server.url, { origin: origin.url, namespace, ...options })
    return { origin, processes }
  }

  test('make one request for 200 cold reads at the same time', async () => {
    const { origin, processes } = await fleet({ store: { leaseMs: 20_000 } })
    const versions = await Promise.all(processes.map(({ read }) => read('v', 50)))
    expect(versions.flat()).toEqual(Array.from({ length: 200 }, () => 0))
    expect(origin.asked).toEqual(['GET /v'])
  })

  test('make one request of each where the answer cannot be kept, and wait for nobody the next time', async () => {
    const { origin, processes } = await fleet({ store: { leaseMs: 20_000 } })
    const useless: Answer = (response) => response.setHeader('content-type', 'application/json').end('7')
    origin.answerWith(useless, useless, useless, useless)
    const versions = await Promise.all(processes.map(({ read }) => read('v', 50)))
    expect(new Set(versions.flat())).toEqual(new Set([7]))
    expect(origin.asked).toHaveLength(4)
    const held = Promise.withResolvers<void>()
    origin.answerWith((response, request) => void held.promise.then(() => useless(response, request)))
    const waiting = processes[0]?.read('v')
    await expect.poll(() => origin.asked.length).toBe(5)
    expect(await processes[1]?.read('v')).toEqual([0])
    held.resolve()
    expect(await waiting).toEqual([7])
  })

  test('wait no longer for one that is killed than its lease lasts, and then make one request', async () => {
    const { origin, processes } = await fleet({ store: { leaseMs: 1_000 } })
    const [leader, ...others] = processes
    origin.answerWith(() => {})
    const lost = leader?.read('v')
    lost?.catch(() => {})
    await expect.poll(() => origin.asked.length).toBe(1)
    const reads = others.map(({ read }) => read('v', 50))
    leader?.kill()
    expect((await Promise.all(reads)).flat()).toEqual(Array.from({ length: 150 }, () => 0))
    expect(origin.asked).toEqual(['GET /v', 'GET /v'])
  })

  test.each(['write', 'invalidate'] as const)(
    'never give from any tier what was there before a %s of another one',
    async (act) => {
      const { origin, processes } = await fleet()
      await Promise.all(processes.map(({ read }) => read('v', 5)))
      const over = new AbortController()
      // Others read all the time, so that something is always on its way and in each memory.
      const crowd = processes.map(async ({ read }) => {
        while (!over.signal.aborted) await read('v', 3)
      })
      for (let round = 0; round < 100; round++) {
        const writer = processes[round % 4]
        if (act === 'write') await writer?.write('v')
        else {
          // What the cache has no part in.
          await fetch(`${origin.url}/v`, { method: 'PUT' })
          await writer?.invalidate('v')
        }
        const versions = await Promise.all(processes.map(({ read }) => read('v', 2)))
        expect(new Set(versions.flat()), `round ${round}`).toEqual(new Set([round + 1]))
      }
      over.abort()
      await Promise.all(crowd)
      // The store is of use all the same: not everybody asks the server.
      expect(origin.asked.filter((each) => each.startsWith('GET')).length).toBeLessThan(100 * 4)
    },
  )
})
