import { redis } from '@fairlead/redis'
import { sharedConcurrency, sharedRates } from '@fairlead/redis/queue'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'

/** A fleet that must not be asked anything. */
function place() {
  const asked: string[] = []
  const fleet = redis(
    { eval: (script: string) => Promise.resolve(asked.push(script)) },
    { runtime: createVirtualClock() },
  )
  return { fleet, asked }
}

const config = expect.objectContaining({ kind: 'config' }) as Error
const LIMIT = { limit: 5, periodMs: 1_000 }

describe('what cannot be is refused before anything is sent', () => {
  test.each([0, NaN, -1, Infinity, '5' as never])('a limit, a period or a burst of %s', (value) => {
    const { fleet, asked } = place()
    expect(() => sharedRates(fleet, 'tides', [{ ...LIMIT, limit: value }])).toThrow(config)
    expect(() => sharedRates(fleet, 'tides', [{ ...LIMIT, periodMs: value }])).toThrow(config)
    expect(() => sharedRates(fleet, 'tides', [{ ...LIMIT, burst: value }])).toThrow(config)
    expect(() => sharedConcurrency(fleet, 'cranes', { max: value })).toThrow(config)
    expect(() => sharedConcurrency(fleet, 'cranes', { max: 1, leaseMs: value })).toThrow(config)
    expect(() => sharedRates(fleet, 'tides', [LIMIT], { processes: value })).toThrow(config)
    expect(asked).toEqual([])
  })

  test.each(['', 'a{b}', 'a\nb', 'a b', 'a/b', 'x'.repeat(65), 7 as never])('a name such as %j', (name) => {
    const { fleet } = place()
    expect(() => sharedRates(fleet, name, [LIMIT])).toThrow(config)
    expect(() => sharedConcurrency(fleet, name, { max: 1 })).toThrow(config)
  })

  test.each<[string, unknown]>([
    ['no limit', []],
    ['no list', LIMIT],
    ['too many', Array.from({ length: 17 }, () => LIMIT)],
    ['an unknown option', [{ ...LIMIT, bursts: 5 }]],
    ['a burst that is not full again in a hundred years', [{ limit: 1, periodMs: 1e12, burst: 4 }]],
    ['one that is never full again', [{ limit: 1e-300, periodMs: 1e300 }]],
  ])('%s', (_name, limits) => {
    expect(() => sharedRates(place().fleet, 'tides', limits as never)).toThrow(config)
  })

  test('options that are unknown, or a fallback that is', () => {
    const { fleet } = place()
    expect(() => sharedRates(fleet, 'tides', [LIMIT], { fallbacks: 'open' } as never)).toThrow(config)
    expect(() => sharedRates(fleet, 'tides', [LIMIT], { fallback: 'shut' as never })).toThrow(config)
    expect(() => sharedConcurrency(fleet, 'cranes', {} as never)).toThrow(config)
  })

  test.each<[string, never]>([
    ['more than ever fits', 6 as never],
    ['NaN', NaN as never],
    ['less than nothing', -1 as never],
    ['endless', Infinity as never],
    ['a text', 'one' as never],
    ['nothing', null as never],
    ['of one unit', { calls: 6 } as never],
  ])('a cost that is %s', async (_name, cost) => {
    const { fleet, asked } = place()
    await expect(sharedRates(fleet, 'tides', [LIMIT]).take(cost)).rejects.toThrow(config)
    expect(asked).toEqual([])
  })

  test('a key that is too long or none, and an option that is unknown', async () => {
    const { take } = sharedRates(place().fleet, 'tides', [LIMIT])
    await expect(take(1, { key: 'x'.repeat(513) })).rejects.toThrow(config)
    await expect(take(1, { key: 7 as never })).rejects.toThrow(config)
    await expect(take(1, { keys: 'a' } as never)).rejects.toThrow(config)
  })

  test('an option of a wait that is unknown, or no signal', async () => {
    const { acquire } = sharedConcurrency(place().fleet, 'cranes', { max: 1 })
    await expect(acquire({ signals: 1 } as never)).rejects.toThrow(config)
    await expect(acquire({ signal: 1 as never })).rejects.toThrow(config)
  })

  test('a signal that has aborted', async () => {
    const { fleet, asked } = place()
    const signal = AbortSignal.abort('left')
    await expect(sharedRates(fleet, 'tides', [LIMIT]).take(1, { signal })).rejects.toMatchObject({ kind: 'abort' })
    expect(asked).toEqual([])
  })

  test('work after the end', async () => {
    const rates = sharedRates(place().fleet, 'tides', [LIMIT])
    await rates.close()
    await expect(rates.take()).rejects.toMatchObject({ kind: 'rejected', reason: 'closed' })
  })
})
