import { createClient } from '@fairlead/core'
import { describe, expect, test } from 'vitest'
import { failureOf, type Rig, rig } from './support/rig.ts'

const busy = { status: 503 }

/** Lets a call run to its end on the virtual clock. */
const settled = async <T>({ clock }: Rig, call: PromiseLike<T>): Promise<T> => {
  const [result] = await Promise.all([call, clock.advance(86_400_000)])
  return result
}

describe('the backoff', () => {
  const waits = async (random: number, retry: object): Promise<number[]> => {
    const wire = rig([busy])
    wire.setRandom(random)
    const error = await settled(
      wire,
      failureOf(createClient({ ...wire.base, timeouts: { totalMs: Infinity }, retry }).get('/v')),
    )
    return (error.attempts ?? []).flatMap(({ waitMs }) => waitMs ?? [])
  }

  test.each([0, 0.1, 0.5, 0.9, 0.999_999])(
    'has full jitter: from nothing to its bound, at %d of it',
    async (random) => {
      const bounds = [100, 200, 400, 800, 1_000, 1_000]
      const waited = await waits(random, { limit: 6, baseMs: 100, maxMs: 1_000 })
      expect(waited).toHaveLength(6)
      for (const [index, waitMs] of waited.entries()) expect(waitMs).toBeCloseTo(random * (bounds[index] ?? 0), 6)
    },
  )

  test('is as long on the wire as on the record', async () => {
    const wire = rig([busy])
    await settled(wire, failureOf(createClient({ ...wire.base, retry: { limit: 2, baseMs: 1_000 } }).get('/v')))
    const [first = 0, second = 0, third = 0] = wire.sent.map(({ at }) => at)
    expect([second - first, third - second]).toEqual([500, 1_000])
  })

  test('that cannot end before the deadline is not begun', async () => {
    const wire = rig([busy])
    wire.setRandom(0.9)
    const client = createClient({ ...wire.base, retry: { baseMs: 10_000 }, timeouts: { totalMs: 5_000 } })
    const error = await failureOf(client.get('/v'))
    expect(error).toMatchObject({
      kind: 'http',
      status: 503,
      notRetried: 'deadline',
      retryable: true,
      retriesExhausted: true,
    })
    expect(wire.clock.pending).toBe(0)
    expect(wire.sent).toHaveLength(1)
  })
})
