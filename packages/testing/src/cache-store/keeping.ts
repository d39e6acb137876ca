import { equal, ok } from '../conformance/assert.ts'
import type { CacheStoreCase, StoredAnswer } from './case.ts'
import { answer, newKey, withStore } from './handle.ts'

/** Texts that a store may take for one another, or for something else. */
export const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  'vessels',
  'vessels ',
  'Vessels',
  'vessels\u0000',
  'vessels:1',
  '__proto__',
  'constructor',
  'caf\u00e9',
  'cafe\u0301',
  '\u{1f6a2}',
  '\ud83d',
  '**',
  'x'.repeat(2_048),
  `${'x'.repeat(2_047)}y`,
]

/** What is stored comes back as it was. */
export const keepingCases: readonly CacheStoreCase[] = [
  {
    name: 'has nothing under a key that nobody stored, and tells its epoch',
    run: (context) =>
      withStore(context, async ({ store }, key) => {
        const { epoch, found } = await store.get(key)
        equal(found, [])
        ok(Number.isSafeInteger(epoch), `the epoch is a whole number, not ${epoch}`)
      }),
  },
  {
    name: 'gives back every member of an answer',
    run: (context) =>
      withStore(context, async ({ store, put }, key) => {
        const entry: StoredAnswer = {
          version: 1,
          key,
          variant: 'accept=json',
          vary: [
            ['accept', 'application/json'],
            ['accept-language', null],
          ],
          url: 'https://harbour.example/vessels?flag=\u00c6',
          status: 203,
          statusText: 'Non-Authoritative Information',
          headers: [
            ['link', '</a>; rel=next'],
            ['etag', 'W/"1, 2"'],
            ['link', '</b>; rel=prev'],
            ['x-empty', ''],
          ],
          requestedAt: 1_790_000_000_000.25,
          receivedAt: 1_790_000_000_250.75,
          names: ['url:https://harbour.example/vessels', 'tag:vessels'],
          ttlMs: 60_000,
          staleMs: 0,
          body: Uint8Array.of(1, 2, 3),
        }
        await put(entry)
        const { found } = await store.get(key)
        equal(found.length, 1)
        const { body, ...rest } = found[0]?.entry ?? { body: null }
        const { body: stored, ...expected } = entry
        equal(sorted(rest), sorted(expected))
        equal([...(body ?? [])], [...(stored ?? [])])
        equal(found[0]?.stale, false)
      }),
  },
  {
    name: 'keeps every byte of a body',
    run: (context) =>
      withStore(context, async ({ store, put }, key) => {
        const bytes = Uint8Array.from({ length: 65_536 }, (_, index) => (index * 31 + (index >> 8)) % 256)
        await put(answer(key, '', { body: bytes }))
        const body = (await store.get(key)).found[0]?.entry.body
        ok(body instanceof Uint8Array, 'the body is a Uint8Array')
        equal(body.byteLength, bytes.byteLength)
        ok(
          body.every((byte, index) => byte === bytes[index]),
          'all bytes are the same',
        )
      }),
  },
  {
    name: 'keeps the part of a buffer that is the body, and no more',
    run: (context) =>
      withStore(context, async ({ store, put }, key) => {
        await put(answer(key, '', { body: Uint8Array.of(9, 9, 1, 2, 9).subarray(2, 4) }))
        equal([...((await store.get(key)).found[0]?.entry.body ?? [])], [1, 2])
      }),
  },
  {
    name: 'tells an empty body from none',
    run: (context) =>
      withStore(context, async ({ store, put }, key) => {
        await put(answer(key, '', { variant: 'empty', body: new Uint8Array(0) }))
        await put(answer(key, '', { variant: 'none', status: 204, body: null }))
        const { found } = await store.get(key)
        const bodyOf = (wanted: string): Uint8Array | null | undefined =>
          found.find(({ entry }) => entry.variant === wanted)?.entry.body
        equal(bodyOf('empty')?.byteLength, 0)
        equal(bodyOf('none'), null)
      }),
  },
  {
    name: 'keeps the variants of a key apart',
    run: (context) =>
      withStore(context, async ({ put, texts }, key) => {
        for (const variant of ['', 'de', 'en']) await put(answer(key, `in ${variant}`, { variant }))
        equal(await texts(key), ['in ', 'in de', 'in en'])
      }),
  },
  {
    name: 'puts an answer in the place of the one with the same variant, whatever their bodies',
    run: (context) =>
      withStore(context, async ({ store, put, texts }, key) => {
        await put(answer(key, 'other', { variant: 'other' }))
        await put(answer(key, 'first, and longer'))
        await put(answer(key, 'second'))
        equal(await texts(key), ['other', 'second'])
        await put(answer(key, '', { body: null }))
        equal(await texts(key), ['', 'other'])
        await put(answer(key, 'third'))
        equal(await texts(key), ['other', 'third'])
        equal((await store.get(key)).found.length, 2)
      }),
  },
  {
    name: 'does not take one key or variant for another, however odd',
    run: (context) =>
      withStore(context, async ({ put, texts, store }) => {
        const prefix = newKey()
        const odd = (text: string): string => `${prefix}${text}`
        for (const [index, text] of ODD_TEXTS.entries()) await put(answer(odd(text), `key ${index}`))
        for (const [index, text] of ODD_TEXTS.entries()) equal(await texts(odd(text)), [`key ${index}`], text)
        for (const [index, text] of ODD_TEXTS.entries())
          await put(answer(prefix, `variant ${index}`, { variant: text }))
        equal((await store.get(prefix)).found.length, ODD_TEXTS.length)
      }),
  },
  {
    name: 'removes one variant, or all under a key, and nothing else',
    run: (context) =>
      withStore(context, async ({ store, put, texts }, key) => {
        const neighbour = `${key}:1`
        await put(answer(neighbour, 'neighbour'))
        for (const variant of ['', 'de', 'en']) await put(answer(key, `in ${variant}`, { variant }))
        await store.delete(key, 'de')
        equal(await texts(key), ['in ', 'in en'])
        await store.delete(key, '')
        equal(await texts(key), ['in en'])
        await put(answer(key, 'in de again', { variant: 'de' }))
        await store.delete(key)
        equal(await texts(key), [])
        equal(await texts(neighbour), ['neighbour'])
      }),
  },
  {
    name: 'removes what is not there without a word',
    run: (context) =>
      withStore(context, async ({ store, put, texts }, key) => {
        await store.delete(key)
        await store.delete(key, 'de')
        await put(answer(key, 'here'))
        await store.delete(key, 'de')
        equal(await texts(key), ['here'])
      }),
  },
  {
    name: 'does not keep what its user changes after giving it',
    needs: 'copies',
    run: (context) =>
      withStore(context, async ({ store, texts, epoch }, key) => {
        const body = new TextEncoder().encode('as given')
        const headers: [string, string][] = [['etag', '"1"']]
        const names = [key]
        const stored = store.set(answer(key, '', { body, headers, names }), await epoch(key))
        body.fill(0)
        headers[0] = ['etag', '"2"']
        names[0] = 'another'
        equal(await stored, true)
        equal(await texts(key), ['as given'])
        const { entry } = (await store.get(key)).found[0] ?? {}
        equal([entry?.headers, entry?.names], [[['etag', '"1"']], [key]])
      }),
  },
  {
    name: 'does not give others what one has changed',
    needs: 'copies',
    run: (context) =>
      withStore(context, async ({ store, put, texts }, key) => {
        await put(answer(key, 'as stored'))
        const { entry } = (await store.get(key)).found[0] ?? {}
        ok(entry, 'the answer is there')
        entry.body?.fill(0)
        ;(entry.headers as [string, string][])[0] = ['content-type', 'text/html']
        equal(await texts(key), ['as stored'])
        equal((await store.get(key)).found[0]?.entry.headers, [['content-type', 'text/plain']])
      }),
  },
]

function sorted(value: object): unknown {
  return Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
}
