import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { createHedge } from '../../src/hedge/hedge.ts'
import { createLearning } from '../../src/hedge/learning.ts'

const clock = createVirtualClock()

/** Work that takes so long each time it is begun, and notes its signals. */
function work(...durationsMs: (number | Error)[]) {
  const signals: AbortSignal[] = []
  const run = (signal: AbortSignal): Promise<number> => {
    const duration = durationsMs[signals.push(signal) - 1] ?? 1
    return new Promise((resolve, reject) => {
      if (duration instanceof Error) reject(duration)
      else clock.setTimeout(() => resolve(duration), duration)
    })
  }
  return { run, signals }
}

describe('work that takes too long', () => {
  test('is begun again; the first that succeeds is the answer at once, and the other is told', async () => {
    const { run, signals } = work(500, 5)
    const answer = createHedge({}, clock).run(run, { delayMs: 50 })
    await clock.advance(55)
    expect(await answer).toBe(5)
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
    await clock.runAll()
  })

  test('is begun when it took longer than most of the same key', async () => {
    const hedge = createHedge({ warmUp: 5, minDelayMs: 0 }, clock)
    for (let round = 0; round < 5; round++) {
      const done = hedge.run(work(10).run, { key: 'a' })
      await clock.advance(10)
      await done
    }
    const [known, unknown] = [work(500, 5), work(500, 5)]
    const answers = Promise.all([hedge.run(known.run, { key: 'a' }), hedge.run(unknown.run, { key: 'b' })])
    await clock.advance(500)
    expect(await answers).toEqual([5, 500])
    expect(clock.pending).toBe(0)
  })

  test('is not begun again where nothing may be spent', async () => {
    const { run, signals } = work(100)
    const answer = createHedge({}, clock).run(run, { delayMs: 10, maySpend: () => false })
    await clock.advance(100)
    expect(await answer).toBe(100)
    expect(signals).toHaveLength(1)
  })

  test('fails with what the first failed with', async () => {
    const first = new Error('first')
    await expect(createHedge({}, clock).run(work(first).run, { delayMs: 10 })).rejects.toBe(first)
    expect(clock.pending).toBe(0)
  })

  test('that throws before it begins fails as well', async () => {
    const mistake = new Error('no work')
    const broken = (): never => {
      throw mistake
    }
    await expect(createHedge({}, clock).run(broken)).rejects.toBe(mistake)
  })

  test('ends when its caller leaves, all of it', async () => {
    const { run, signals } = work(500, 500)
    const leaving = new AbortController()
    const failure = createHedge({}, clock)
      .run(run, { delayMs: 10, signal: leaving.signal })
      .catch((error: unknown) => error)
    await clock.advance(20)
    leaving.abort('enough')
    expect(await failure).toMatchObject({ kind: 'abort', cause: 'enough' })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
    await clock.runAll()
  })

  test('is not begun at all when its caller has left before', async () => {
    const { run, signals } = work(1)
    await expect(createHedge({}, clock).run(run, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: 'abort',
    })
    expect(signals).toHaveLength(0)
  })
})

describe('what is learnt', () => {
  test('is the quantile of the last hundred of a key', () => {
    const learning = createLearning(0.9, 10)
    for (let ms = 1; ms <= 9; ms++) learning.add('a', ms)
    expect(learning.of('a')).toBe(Infinity)
    learning.add('a', 10)
    expect(learning.of('a')).toBe(9)
    for (let count = 0; count < 110; count++) learning.add('a', 100)
    expect(learning.of('a')).toBe(100)
    expect(learning.of('b')).toBe(Infinity)
  })

  test('is kept of the two hundred keys that were told of last', () => {
    const learning = createLearning(0.5, 1)
    for (let key = 0; key < 250; key++) {
      learning.add(String(key), 1)
      learning.add('busy', 1)
    }
    const kept = Array.from({ length: 250 }, (_, key) => learning.of(String(key))).filter((ms) => ms === 1)
    expect(kept).toHaveLength(199)
    expect(learning.of('busy')).toBe(1)
  })

  test('does not drift down because slow ones were beaten', async () => {
    const hedge = createHedge({ quantile: 0.85, maxRatio: 1, minDelayMs: 0 }, clock)
    let begun = 0
    // One in ten takes long; the second tries are all quick.
    for (let round = 0; round < 400; round++) {
      let tries = 0
      const done = hedge.run(() => {
        begun++
        const ms = tries++ > 0 ? 1 : round % 10 === 0 ? 500 : 20 + (round % 10)
        return new Promise((resolve) => void clock.setTimeout(() => resolve(ms), ms))
      })
      await clock.advance(500)
      await done
    }
    // What lies above the quantile, and no more.
    expect(begun - 400).toBeLessThanOrEqual(400 * 0.15)
    expect(begun - 400).toBeGreaterThan(30)
  })
})
