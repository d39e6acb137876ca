import { equal, ok } from '../conformance/assert.ts'
import type { CacheStoreCase } from './case.ts'
import { answer, newKey, withStore } from './handle.ts'

const modes = ['stale', 'gone'] as const

/** What was asked for before a write is not stored after it. */
export const orderingCases: readonly CacheStoreCase[] = [
  ...modes.map((mode): CacheStoreCase => ({
    name: `refuses what was asked for before any of its names was ${mode}`,
    run: (context) =>
      withStore(context, async ({ set, epoch, invalidate, texts }, key) => {
        const names = ['first', 'second', 'third'].map((name) => `${key} ${name}`)
        for (const name of names) {
          const asked = await epoch(key)
          await invalidate(mode, name)
          equal(await set(answer(key, 'late', { names }), asked), false, `an answer with ${name} is refused`)
          equal(await texts(key), [])
        }
      }),
  })),
  ...modes.map((mode): CacheStoreCase => ({
    name: `refuses what was asked for before everything was ${mode}`,
    run: (context) =>
      withStore(context, async ({ set, epoch, invalidate, texts }, key) => {
        const asked = await epoch(key)
        await invalidate(mode, '*')
        equal(await set(answer(key, 'late', { names: [] }), asked), false)
        equal(await set(answer(key, 'late'), asked), false)
        equal(await texts(key), [])
      }),
  })),
  {
    name: 'takes what was asked for before others were invalidated',
    run: (context) =>
      withStore(context, async ({ set, epoch, invalidate, texts }, key) => {
        const asked = await epoch(key)
        for (const mode of modes) await invalidate(mode, newKey(), `${key} `)
        equal(await set(answer(key, 'in time'), asked), true)
        equal(await texts(key), ['in time'])
      }),
  },
  {
    name: 'takes what was asked for after the invalidation, though the key was looked up before as well',
    run: (context) =>
      withStore(context, async ({ set, epoch, invalidate, texts }, key) => {
        const before = await epoch(key)
        await invalidate('stale', key)
        const after = await epoch(key)
        equal(await set(answer(key, 'late'), before), false)
        equal(await set(answer(key, 'new'), after), true)
        equal(await set(answer(key, 'late'), before), false)
        equal(await texts(key), ['new'])
      }),
  },
  {
    name: 'leaves what is there in place when it refuses',
    run: (context) =>
      withStore(context, async ({ put, set, epoch, invalidate, texts }, key) => {
        await put(answer(key, 'old'))
        const asked = await epoch(key)
        await invalidate('stale', key)
        equal(await set(answer(key, 'late'), asked), false)
        equal(await texts(key), ['stale old'])
      }),
  },
  {
    name: 'judges each name of an answer by its own epoch',
    run: (context) =>
      withStore(context, async ({ put, set, epoch, invalidate, texts }, key) => {
        const names = [`${key} a`, `${key} b`]
        await invalidate('gone', names[0] ?? '')
        const asked = await epoch(key)
        await put(answer(key, 'first', { names }))
        await invalidate('stale', names[1] ?? '')
        equal(await texts(key), ['stale first'])
        equal(await set(answer(key, 'late', { names }), asked), false)
        equal(await set(answer(key, 'in time', { names: names.slice(0, 1) }), asked), true)
        equal(await texts(key), ['in time'])
      }),
  },
  {
    name: 'keeps one answer whole when many come for one place at once',
    run: (context) =>
      withStore(context, async ({ set, epoch, store }, key) => {
        const asked = await epoch(key)
        const sizes = Array.from({ length: 20 }, (_, index) => index * 100)
        const sets = sizes.map((size, index) =>
          set(answer(key, '', { status: 200 + index, body: new Uint8Array(size).fill(index) }), asked),
        )
        ok((await Promise.all(sets)).every(Boolean), 'all are stored, one after the other')
        const { found } = await store.get(key)
        equal(found.length, 1)
        const { status = 0, body } = found[0]?.entry ?? {}
        const index = status - 200
        equal([...new Set(body)], index === 0 ? [] : [index], 'the body is that of the answer')
        equal(body?.byteLength, sizes[index])
      }),
  },
  {
    name: 'keeps all that come for different places at once',
    run: (context) =>
      withStore(context, async ({ set, epoch, texts }, key) => {
        const asked = await epoch(key)
        const keys = Array.from({ length: 30 }, (_, index) => `${key} ${index % 10}`)
        const sets = keys.map((each, index) => set(answer(each, `${index}`, { variant: `${index}` }), asked))
        ok((await Promise.all(sets)).every(Boolean), 'all are stored')
        equal(await texts(`${key} 7`), ['17', '27', '7'])
      }),
  },
  ...modes.map((mode): CacheStoreCase => ({
    name: `never has an answer as good that came while its name became ${mode}`,
    run: (context) =>
      withStore(context, async ({ set, epoch, invalidate, texts }, key) => {
        for (let round = 0; round < 20; round++) {
          const place = `${key} ${round}`
          const asked = await epoch(place)
          const write = (): Promise<unknown> => set(answer(place, 'late'), asked)
          const change = (): Promise<unknown> => invalidate(mode, place)
          await Promise.all((round % 2 === 0 ? [write, change] : [change, write]).map((act) => act()))
          const left = await texts(place)
          ok(left.length === 0 || (mode === 'stale' && left[0] === 'stale late'), `nothing is good: ${left.join()}`)
        }
      }),
  })),
]
