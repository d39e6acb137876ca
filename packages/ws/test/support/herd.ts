import { createVirtualClock } from '@fairlead/testing'
import { createRandom } from '@fairlead/testing/chaos'
import { scriptedConnection } from './scripted-connection.ts'

/** A thousand clients whose server goes away for a while and then admits a few at a time. */
export async function herd(seed: number, outageMs: number): Promise<{ p99Ms: number; peak: number }> {
  const random = createRandom(seed)
  const clock = createVirtualClock({ random })
  const admitted = new Map<number, number>()
  const tries = new Map<number, number>()
  let backAt = -1
  const back: number[] = []
  const slot = (): number => Math.floor((clock.now() - backAt) / 100)
  const all = Array.from({ length: 1_000 }, () =>
    scriptedConnection({
      clock,
      onLink(link) {
        if (backAt < 0) return link.welcome()
        if (clock.now() < backAt) return link.events.down({ code: 1006 })
        tries.set(slot(), (tries.get(slot()) ?? 0) + 1)
        const count = admitted.get(slot()) ?? 0
        if (count >= 20) return link.events.down({ code: 1006 })
        admitted.set(slot(), count + 1)
        back.push(clock.now() - backAt)
        link.welcome({ resumed: true })
      },
    }),
  )
  await clock.advance(10)
  // A good connection before: time, and something that moved.
  for (const { server } of all) server.last.say({ seq: 1, name: 'notice', data: 'x' })
  await clock.advance(6_000)
  backAt = clock.now() + outageMs
  for (const { server } of all) server.last.events.down({ code: 1006 })
  await clock.advance(outageMs + 30_000)
  for (const { connection } of all) connection.close()
  const sorted = back.toSorted((a, b) => a - b)
  return { p99Ms: sorted[989] ?? Infinity, peak: Math.max(...tries.values()) }
}
