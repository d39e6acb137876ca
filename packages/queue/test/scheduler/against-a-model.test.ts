import { createScheduler } from '@fairlead/queue'
import { createVirtualClock } from '@fairlead/testing'
import { expect, test } from 'vitest'
import { createRandom } from '../support/random.ts'
import { Model } from './model.ts'

const KEYS = ['a', 'b', 'c']
const CLASSES = [-2, -1, 0, 1, 3]
/** What a TaskSignal calls them. */
const TASKS = { background: -1, 'user-visible': 0, 'user-blocking': 1 } as const
const NAMES = Object.keys(TASKS) as (keyof typeof TASKS)[]

/** What began in which order, what waits, and how each wait ended that did not come to its turn: ours and the model's. */
async function play(seed: number) {
  const random = createRandom(seed)
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T
  const clock = createVirtualClock()
  const began = clock.now()
  const options = {
    concurrency: pick([1, 2, 3]),
    perKey: pick([1, 2, Infinity]),
    agingMs: pick([20, 100, 5_000]),
    maxQueued: pick([4, 8, 1_000]),
    maxQueuedBytes: pick([60, Infinity]),
    overflow: pick(['reject', 'drop-oldest', 'drop-lowest'] as const),
    shares: { a: 3 } as Readonly<Record<string, number>>,
  }
  const model = new Model(options)
  const { perKey, shares, ...bounds } = options
  const scheduler = createScheduler({
    ...bounds,
    clock,
    perKey: { concurrency: perKey },
    share: (key) => shares[key] ?? 1,
  })
  const started: number[] = []
  const ended = new Map<number, string>()
  const underWay = new Map<number, () => void>()
  const leaving = new Map<number, AbortController>()
  let jobs = 0

  function add(): void {
    const id = jobs++
    const work = { key: pick(KEYS), weight: pick([1, 1, 2]), bytes: pick([0, 20]) }
    const controller = new AbortController()
    const task = random() < 0.3 ? pick(NAMES) : undefined
    const priority = task ? TASKS[task] : pick(CLASSES)
    if (task) Object.assign(controller.signal, { priority: task })
    leaving.set(id, controller)
    const run = (): Promise<void> => {
      started.push(id)
      return new Promise((resolve) => underWay.set(id, resolve))
    }
    scheduler
      .run(run, { ...work, ...(!task && { priority }), signal: controller.signal })
      .catch((error: { kind: string; reason?: string }) => ended.set(id, error.reason ?? error.kind))
    model.add({ id, ...work, priority })
  }

  for (let step = 0; step < 120; step++) {
    const chance = random()
    const key = pick([undefined, ...KEYS])
    if (chance < 0.45) add()
    else if (chance < 0.7 && underWay.size > 0) {
      const id = pick([...underWay.keys()])
      underWay.get(id)?.()
      underWay.delete(id)
      await clock.advance(0)
      model.settle(id)
    } else if (chance < 0.76 && jobs > 0) {
      const id = Math.floor(random() * jobs)
      leaving.get(id)?.abort()
      model.abort(id)
    } else if (chance < 0.78 && jobs > 0) {
      const id = Math.floor(random() * jobs)
      const signal = leaving.get(id)?.signal
      const task = pick(NAMES)
      if (!signal || !('priority' in signal) || signal.priority === task) continue
      Object.assign(signal, { priority: task })
      signal.dispatchEvent(new Event('prioritychange'))
      model.reclass(id, TASKS[task])
    } else if (chance < 0.8) {
      scheduler.pause(key)
      model.pause(key)
    } else if (chance < 0.88) {
      scheduler.resume(key)
      model.resume(key)
    } else if (chance < 0.91) {
      const untilMs = model.now + Math.floor(random() * 50)
      scheduler.holdUntil(began + untilMs, key)
      model.hold(untilMs, key)
    } else {
      const durationMs = Math.floor(random() * 30)
      await clock.advance(durationMs)
      model.advance(durationMs)
    }
    await clock.advance(0)
    const { queued, queuedBytes, running } = scheduler.snapshot()
    expect({ seed, step, started, queued, queuedBytes, running }).toEqual({
      seed,
      step,
      started: model.started,
      queued: model.waiting.length,
      queuedBytes: model.bytes,
      running: model.placesTaken,
    })
  }
  expect({ seed, ended }).toEqual({ seed, ended: model.ended })
}

test.each(Array.from({ length: 15 }, (_, i) => i * 40))(
  'what goes first, what waits and what is refused are those of a plain model (seeds from %i)',
  async (from) => {
    for (let seed = from + 1; seed <= from + 40; seed++) await expect(play(seed)).resolves.toBeUndefined()
  },
)
