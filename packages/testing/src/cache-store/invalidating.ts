import { equal, ok } from '../conformance/assert.ts'
import type { CacheStoreCase } from './case.ts'
import { answer, newKey, withStore } from './handle.ts'
import { ODD_TEXTS } from './keeping.ts'

/** What an invalidation does to what is stored. */
export const invalidatingCases: readonly CacheStoreCase[] = [
  {
    name: 'moves its epoch on with each invalidation, and never otherwise back',
    run: (context) =>
      withStore(context, async ({ put, epoch, invalidate, store }, key) => {
        const seen = [await epoch(key)]
        for (const mode of ['stale', 'gone', 'stale', 'gone'] as const) {
          await invalidate(mode, key)
          seen.push(await epoch(key))
        }
        ok(
          seen.every((each, index) => index === 0 || each > (seen[index - 1] ?? 0)),
          `the epochs ${seen.join(', ')} grow`,
        )
        await put(answer(key, 'here'))
        await store.delete(key)
        equal(await epoch(key), seen.at(-1), 'writes do not move it')
        equal(await epoch(newKey()), seen.at(-1), 'it is the same for all keys')
      }),
  },
  {
    name: 'gives what is stale, and says so',
    run: (context) =>
      withStore(context, async ({ put, invalidate, texts }, key) => {
        await put(answer(key, 'old'))
        await invalidate('stale', key)
        equal(await texts(key), ['stale old'])
        await invalidate('stale', key)
        equal(await texts(key), ['stale old'])
      }),
  },
  {
    name: 'does not call stale what has come in its place since',
    run: (context) =>
      withStore(context, async ({ put, invalidate, texts }, key) => {
        await put(answer(key, 'old'))
        await put(answer(key, 'old too', { variant: 'de' }))
        await invalidate('stale', key)
        await put(answer(key, 'new'))
        equal(await texts(key), ['new', 'stale old too'])
      }),
  },
  {
    name: 'does not give what is gone, in any variant',
    run: (context) =>
      withStore(context, async ({ put, invalidate, texts }, key) => {
        for (const variant of ['', 'de']) await put(answer(key, 'old', { variant }))
        await put(answer(key, 'nameless', { variant: 'other', names: [] }))
        await invalidate('gone', key)
        equal(await texts(key), ['nameless'])
      }),
  },
  {
    name: 'finds all that has one of the names, under whatever key',
    run: (context) =>
      withStore(context, async ({ put, invalidate, texts }, key) => {
        const names = ['a', 'b', 'c', 'd'].map((name) => `${key} ${name}`)
        for (const [index, name] of names.entries()) {
          await put(answer(name, String(index), { names: [`first ${name}`, name, `last ${name}`] }))
        }
        const [a = '', b = '', c = '', d = ''] = names
        await invalidate('gone', `last ${a}`, 'unknown', `first ${b}`)
        await invalidate('stale', c, c)
        equal([await texts(a), await texts(b), await texts(c), await texts(d)], [[], [], ['stale 2'], ['3']])
      }),
  },
  {
    name: 'keeps gone what was made stale before or after',
    run: (context) =>
      withStore(context, async ({ put, invalidate, texts }, key) => {
        await put(answer(key, 'old', { names: [key, `${key} too`] }))
        await invalidate('stale', key)
        await invalidate('gone', `${key} too`)
        equal(await texts(key), [])
        await put(answer(key, 'newer'))
        await invalidate('gone', key)
        await invalidate('stale', key)
        equal(await texts(key), [])
      }),
  },
  {
    name: 'gives what is stored after its name was gone',
    run: (context) =>
      withStore(context, async ({ put, invalidate, texts }, key) => {
        await put(answer(key, 'old'))
        await invalidate('gone', key)
        await put(answer(key, 'new'))
        equal(await texts(key), ['new'])
      }),
  },
  {
    name: 'leaves what has other names, however alike',
    run: (context) =>
      withStore(context, async ({ put, invalidate, texts }, key) => {
        const odd = (text: string): string => `${key}${text}`
        for (const [index, text] of ODD_TEXTS.entries()) {
          await put(answer(odd(text), String(index), { names: [odd(text)] }))
        }
        for (const [index, text] of ODD_TEXTS.entries()) {
          await invalidate(index % 2 === 0 ? 'stale' : 'gone', odd(text))
          for (const [other, otherText] of ODD_TEXTS.entries()) {
            const expected = other > index ? [String(other)] : other % 2 === 0 ? [`stale ${other}`] : []
            equal(await texts(odd(otherText)), expected, `${other} after ${index}`)
          }
        }
      }),
  },
  {
    name: 'takes names that JavaScript has plans for',
    run: (context) =>
      withStore(context, async ({ put, invalidate, texts }, key) => {
        const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '']
        for (const name of names) await put(answer(`${key} ${name}`, name, { names: [name] }))
        for (const name of names) equal(await texts(`${key} ${name}`), [name])
        await invalidate('gone', ...names)
        for (const name of names) equal(await texts(`${key} ${name}`), [])
      }),
  },
  {
    name: 'does not mind names that nobody has, nor none at all',
    run: (context) =>
      withStore(context, async ({ put, invalidate, texts }, key) => {
        await put(answer(key, 'here'))
        for (const mode of ['stale', 'gone'] as const) {
          await invalidate(mode, newKey())
          await invalidate(mode)
        }
        equal(await texts(key), ['here'])
      }),
  },
  {
    name: 'makes everything stale, or gone, by the name of all',
    run: (context) =>
      withStore(context, async ({ put, invalidate, texts }, key) => {
        const other = newKey()
        await put(answer(key, 'named'))
        await put(answer(other, 'nameless', { names: [] }))
        await invalidate('stale', '*')
        equal([await texts(key), await texts(other)], [['stale named'], ['stale nameless']])
        await put(answer(key, 'named anew'))
        equal(await texts(key), ['named anew'])
        await invalidate('gone', '*')
        equal([await texts(key), await texts(other)], [[], []])
        await put(answer(key, 'at last'))
        equal(await texts(key), ['at last'])
      }),
  },
  {
    name: 'stays on the safe side with twenty thousand names',
    run: (context) =>
      withStore(context, async ({ put, set, epoch, invalidate, texts }, key) => {
        const other = `${key} other`
        const asked = await epoch(key)
        for (const each of [key, other]) await put(answer(each, 'old'))
        await invalidate('gone', key)
        for (let first = 0; first < 20_000; first += 500) {
          await invalidate('stale', ...Array.from({ length: 500 }, (_, index) => `${key} ${first + index}`))
        }
        equal(await texts(key), [])
        equal(await set(answer(key, 'late'), asked), false, 'what was asked for before is not stored')
        const left = await texts(other)
        ok(left.length === 0 || left[0] === 'old', 'what was not invalidated is there, or forgotten')
        const newest = `${key} 19999`
        await put(answer(key, 'new', { names: [key, newest] }))
        equal(await texts(key), ['new'])
        await invalidate('stale', newest)
        equal(await texts(key), ['stale new'])
      }),
  },
]
