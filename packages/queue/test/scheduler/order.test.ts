import { type Overflow, type WorkOptions, createScheduler } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../support/random.ts'

/** A scheduler that runs one at a time, and the order in which it does. */
function rig(options: Parameters<typeof createScheduler>[0] = {}) {
  const clock = createVirtualClock()
  const scheduler = createScheduler({ clock, concurrency: 1, ...options })
  const order: string[] = []
  const failures: Record<string, unknown>[] = []
  function add(name: string, own: WorkOptions = {}, takesMs = 10): void {
    const work = (): Promise<void> => {
      order.push(name)
      return new Promise((resolve) => clock.setTimeout(resolve, takesMs))
    }
    scheduler.run(work, own).catch((error: Record<string, unknown>) => {
      failures.push({ name, reason: error['reason'], position: error['position'], retryAt: error['retryAt'] })
    })
  }
  return { clock, scheduler, order, failures, add }
}

/** Jain's index of fairness: 1 when all have the same. */
function jain(shares: readonly number[]): number {
  const sum = shares.reduce((total, share) => total + share, 0)
  return sum ** 2 / (shares.length * shares.reduce((total, share) => total + share ** 2, 0))
}

describe('the order', () => {
  test('is by class, and first come first served inside one', async () => {
    const { add, order, clock } = rig()
    add('running')
    for (const priority of ['low', 'auto', 'high', 3, -2] as const)
      for (const n of [1, 2]) add(`${priority} ${n}`, { priority })
    await clock.runAll()
    expect(order.slice(1)).toEqual([
      '3 1',
      '3 2',
      'high 1',
      'high 2',
      'auto 1',
      'auto 2',
      'low 1',
      'low 2',
      '-2 1',
      '-2 2',
    ])
  })

  test('lets nothing wait for ever: under steady urgent work the rest ages', async () => {
    const { add, order, clock } = rig({ agingMs: 1_000 })
    add('first')
    add('ordinary')
    for (let i = 0; i < 300; i++) {
      add(`urgent ${i}`, { priority: 'high' })
      await clock.advance(10)
    }
    const at = order.indexOf('ordinary')
    expect(at).toBeGreaterThan(50)
    expect(at).toBeLessThan(110)
  })

  test('gives keys equal shares, whatever one of them asks for', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const random = createRandom(seed)
      const { add, order, clock } = rig()
      const keys = ['a', 'b', 'c', 'd']
      add('blocker')
      for (let i = 0; i < 2_000; i++) {
        const key = random() < 0.7 ? 'a' : (keys[Math.floor(random() * 4)] as string)
        add(key, { key })
      }
      await clock.advance(4_000)
      const shares = keys.map((key) => order.filter((each) => each === key).length)
      // Of the flood all others get their turn for as long as they have something.
      expect(jain(shares.map((share) => Math.min(share, ...shares.slice(1))))).toBeGreaterThan(0.95)
      expect(Math.min(...shares)).toBeGreaterThan(80)
    }
  })

  test('gives a key with three shares three times as much', async () => {
    const { add, order, clock } = rig({ share: (key) => (key === 'big' ? 3 : 1) })
    add('blocker')
    for (let i = 0; i < 400; i++) for (const key of ['big', 'small']) add(key, { key })
    await clock.advance(2_000)
    const count = (key: string): number => order.filter((each) => each === key).length
    expect(count('big') / count('small')).toBeCloseTo(3, 1)
  })

  test('follows a TaskSignal whose priority changes', async () => {
    const { add, order, clock } = rig()
    const signal = Object.assign(new AbortController().signal, { priority: 'background' })
    add('running')
    add('task', { signal })
    add('auto')
    signal.priority = 'user-blocking'
    signal.dispatchEvent(new Event('prioritychange'))
    await clock.runAll()
    expect(order).toEqual(['running', 'task', 'auto'])
  })
})

describe('the bounds', () => {
  test.each<[Overflow, string[], string[]]>([
    ['reject', ['x', 'low 1', 'auto 2'], ['high 3 queue-full']],
    ['drop-oldest', ['x', 'high 3', 'auto 2'], ['low 1 shed']],
    ['drop-lowest', ['x', 'high 3', 'auto 2'], ['low 1 shed']],
    ['newest-first', ['x', 'high 3', 'auto 2'], ['low 1 shed']],
  ])('%s decides who gives way', async (overflow, ran, refused) => {
    const { add, order, clock, failures } = rig({ maxQueued: 2, overflow, agingMs: 1e9 })
    add('x')
    add('low 1', { priority: 'low' })
    add('auto 2')
    add('high 3', { priority: 'high' })
    await clock.runAll()
    expect(order.toSorted()).toEqual(ran.toSorted())
    expect(failures.map(({ name, reason }) => `${String(name)} ${String(reason)}`)).toEqual(refused)
  })

  test('hold for bytes as well', async () => {
    const { add, clock, failures } = rig({ maxQueuedBytes: 100 })
    add('x')
    for (const n of [1, 2, 3]) add(`y ${n}`, { bytes: 40 })
    await clock.runAll()
    expect(failures).toMatchObject([{ name: 'y 3', reason: 'queue-full', position: 2 }])
  })

  test('refuse at once what could not have its turn in time, with the place it had and when to come back', async () => {
    const { add, clock, failures } = rig()
    add('teaches', {}, 100)
    await clock.advance(100)
    for (let i = 0; i < 5; i++) add(`waits ${i}`, {}, 100)
    const now = clock.now()
    add('hurries', { maxWaitMs: 300 })
    await clock.advance(0)
    expect(failures).toEqual([{ name: 'hurries', reason: 'wait-too-long', position: 4, retryAt: now + 200 }])
  })

  test('end a wait that took longer than it seemed', async () => {
    const { add, clock, failures } = rig()
    add('hangs', {}, 1e6)
    add('waits', { maxWaitMs: 50 })
    await clock.advance(50)
    expect(failures).toMatchObject([{ name: 'waits', reason: 'wait-too-long' }])
  })

  test('are checked by name: an unknown option or a wrong value is refused', async () => {
    const bad = [
      { maxWait: 1 },
      { concurrency: 0 },
      { concurrency: NaN },
      { maxQueued: -1 },
      { overflow: 'drop' },
      { perKey: { x: 1 } },
    ]
    for (const options of bad)
      expect(() => createScheduler(options as never)).toThrow(expect.objectContaining({ kind: 'config' }))
    const { scheduler } = rig()
    for (const own of [{ priority: 99 }, { weight: 0 }, { cost: NaN }, { prio: 1 }])
      await expect(scheduler.run(() => 1, own as never)).rejects.toMatchObject({ kind: 'config' })
  })
})

describe('a place', () => {
  test('is free when the work has settled, not when the caller has left', async () => {
    const { clock, scheduler } = rig()
    let running = 0
    let most = 0
    const deaf = async (): Promise<void> => {
      most = Math.max(most, ++running)
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 100))
      running--
    }
    for (let i = 0; i < 5; i++) {
      const leaving = new AbortController()
      scheduler.run(deaf, { signal: leaving.signal }).catch(() => {})
      clock.setTimeout(() => leaving.abort(), 20)
    }
    await clock.runAll()
    expect(most).toBe(1)
  })

  test('goes to who was accepted first: nobody who comes at that moment overtakes or displaces it', async () => {
    const { add, order, clock, failures, scheduler } = rig({ maxQueued: 1 })
    const gate = Promise.withResolvers<void>()
    void scheduler.run(() => gate.promise)
    add('accepted')
    gate.resolve()
    await Promise.resolve()
    add('late 1')
    add('late 2')
    await clock.runAll()
    expect(order[0]).toBe('accepted')
    expect(failures.map(({ name }) => name)).not.toContain('accepted')
  })

  test('is not taken by one that was aborted while it waited, which settles at once and never runs', async () => {
    const { add, order, clock, failures, scheduler } = rig()
    const leaving = new AbortController()
    add('hangs', {}, 1e6)
    const waiting = scheduler.run(() => order.push('ran'), { signal: leaving.signal })
    leaving.abort('enough')
    await expect(waiting).rejects.toMatchObject({ kind: 'abort', cause: 'enough' })
    await clock.runAll()
    expect(order).toEqual(['hangs'])
    expect(failures).toEqual([])
  })

  test('closing settles every promise, and draining waits for all', async () => {
    const first = rig()
    first.add('runs')
    first.add('waits')
    const closed = first.scheduler.close()
    await first.clock.runAll()
    await closed
    expect(first.order).toEqual(['runs'])
    expect(first.failures).toMatchObject([{ name: 'waits', reason: 'closed' }])
    const second = rig()
    second.add('runs')
    second.add('waits')
    const drained = second.scheduler.drain()
    second.add('late')
    await second.clock.runAll()
    await drained
    expect(second.order).toEqual(['runs', 'waits'])
    expect(second.failures).toMatchObject([{ name: 'late', reason: 'closed' }])
  })

  test('two thousand keys leave nothing behind', async () => {
    const { add, clock, scheduler } = rig({ concurrency: 50 })
    for (let i = 0; i < 2_000; i++) add(`${i}`, { key: `${i}` })
    await clock.runAll()
    expect(scheduler.snapshot().byKey).toEqual([])
    expect(clock.pending).toBe(0)
  })

  test('a wall clock that is set back holds nobody up', async () => {
    const { add, order, clock, scheduler } = rig()
    scheduler.holdUntil(clock.now() + 1_000)
    add('held')
    clock.setWallClock(clock.now() - 3_600_000)
    await clock.advance(1_000)
    expect(order).toEqual(['held'])
  })
})
