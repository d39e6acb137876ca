import { equal, failure, ok } from '../conformance/assert.ts'
import { type CoordinatorCase, put, withTwo } from './case.ts'

const WRITERS = 20

const VALUES: readonly unknown[] = [
  { accessToken: 'a.b-c~d+e/f==', version: 3, receivedAt: 1_795_600_000_123.5, extra: { deep: [1, null, false, ''] } },
  { text: 'Ærø, 港, 🚢, \u0000 and "\\\n', ['__proto__']: { own: true } },
  'plain text',
  0,
  false,
  [[], {}],
  { long: 'x'.repeat(100_000) },
]

/** How values are kept, and who is first. */
export const storeCases: readonly CoordinatorCase[] = [
  {
    name: 'gives back what was put, to everybody, and nothing before and after',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        for (const store of [one.store, other.store]) equal(await store.get(key), undefined)
        let revision: string | undefined
        for (const value of VALUES) {
          revision = await put(one, key, revision, value)
          for (const { store } of [other, one]) equal(await store.get(key), { revision, value })
        }
        const strange = `${key}/../__proto__ 港`
        const beside = await put(other, strange, undefined, 1)
        await put(other, key, revision, undefined)
        for (const { store } of [one, other]) equal(await store.get(key), undefined)
        equal(await one.store.get(strange), { revision: beside, value: 1 }, 'other keys stay')
        await put(one, strange, beside, undefined)
      }),
  },
  {
    name: 'lets the first of many writers win, and tells the others',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        const race = async (expected: string | undefined): Promise<string> => {
          const all = await Promise.all(
            Array.from({ length: WRITERS }, (_, value) =>
              (value % 2 ? one : other).store.compareAndSet(key, expected, { value }),
            ),
          )
          const winners = all.flatMap((revision, value) => (revision === false ? [] : [{ revision, value: { value } }]))
          equal(winners.length, 1, 'one writer wins')
          equal(await one.store.get(key), winners[0], "the winner's value is kept")
          return winners[0]?.revision ?? ''
        }
        const revision = await race(await race(undefined))
        equal(await other.store.compareAndSet(key, undefined, 1), false, 'something is stored')
        equal(await other.store.compareAndSet(key, `${revision}x`, 1), false, 'another revision is stored')
        await put(one, key, revision, undefined)
        equal(await other.store.compareAndSet(key, revision, 1), false, 'nothing is stored')
      }),
  },
  {
    name: 'never repeats a revision, not even after a removal',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        const seen = new Set<string>()
        const fresh = (revision: string): string => {
          ok(!seen.has(revision), `revision ${revision} is new`)
          seen.add(revision)
          return revision
        }
        for (let round = 0; round < 3; round++) {
          const first = fresh(await put(one, key, undefined, 'same'))
          fresh(await put(other, key, first, undefined))
          const second = fresh(await put(one, key, undefined, 'same'))
          equal(await other.store.compareAndSet(key, first, 'late'), false, 'who knew the value before is refused')
          fresh(await put(one, key, second, undefined))
        }
      }),
  },
  {
    name: 'loses no update of writers that try again',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        const add = async (index: number): Promise<void> => {
          const { store } = index % 2 ? one : other
          for (;;) {
            const entry = await store.get(key)
            if (await store.compareAndSet(key, entry?.revision, Number(entry?.value ?? 0) + 1)) return
          }
        }
        await Promise.all(Array.from({ length: 8 }, (_, index) => add(index)))
        const entry = await one.store.get(key)
        equal(entry?.value, 8)
        await put(one, key, entry?.revision, undefined)
      }),
  },
  {
    name: 'keeps a key that cannot be read out, or refuses it and says why',
    run: (context) =>
      withTwo(context, async (one, other, key) => {
        const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
        const { privateKey } = await crypto.subtle.generateKey(algorithm, false, ['sign'])
        const writing = one.store.compareAndSet(key, undefined, { extra: { privateKey } })
        if (context.keeps === 'json') {
          const { message } = await failure(writing, 'config')
          ok(message.includes('extra.privateKey'), `the message names the place: ${message}`)
          equal(await other.store.get(key), undefined)
          return
        }
        ok(await writing, 'the key is kept')
        const entry = await other.store.get(key)
        const value = entry?.value as { readonly extra: { readonly privateKey: CryptoKey } } | undefined
        const kept = value?.extra.privateKey
        ok(kept, 'the key comes back')
        equal([kept.type, kept.extractable], ['private', false])
        const hash = { name: 'ECDSA', hash: 'SHA-256' }
        equal((await crypto.subtle.sign(hash, kept, new Uint8Array(1))).byteLength, 64, 'it signs')
        await put(one, key, entry?.revision, undefined)
      }),
  },
]
