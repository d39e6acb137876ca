import { onlineManager } from '@tanstack/query-core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { origin } from './support/fleet.ts'
import { originLocks } from './support/locks.ts'
import { type Arrived, reloads } from './support/reloads.ts'

type Kind = 'keyed' | 'plain' | 'put'
type Step =
  | { readonly do: 'open' }
  | { readonly do: 'kill' | 'look'; readonly page: number }
  | { readonly do: 'network'; readonly is: boolean }
  | { readonly do: 'write'; readonly page: number; readonly kind: Kind }
  | { readonly do: 'wait'; readonly ms: number }

const page = fc.nat(3)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('open' as const) }),
  fc.record({ do: fc.constantFrom('kill' as const, 'look' as const), page }),
  fc.record({ do: fc.constant('network' as const), is: fc.boolean() }),
  fc.record({ do: fc.constant('write' as const), page, kind: fc.constantFrom<Kind>('keyed', 'plain', 'put') }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(15) }),
)

/** Does what the steps say with up to four pages over one store; then the network is there, and at last a new page. */
async function run(steps: readonly Step[]) {
  const arrived: { readonly text: string; readonly key: string | undefined }[] = []
  const rig = reloads(
    ({ method, text, key }: Arrived) => {
      if (method === 'GET') return { json: [] }
      const note = JSON.parse(text) as { text: string }
      arrived.push({ text: note.text, key })
      return { status: method === 'POST' ? 201 : 200, json: note, delayMs: 10 }
    },
    { locks: originLocks(), broadcast: origin()() },
  )
  const pages: ReturnType<typeof rig.page>[] = []
  const told = new Set<string>()
  /** What was written while there was no network. */
  const kept: string[] = []
  let count = 0

  async function open() {
    const opened = rig.page()
    opened.queryClient.getMutationCache().subscribe((event) => {
      if (event.type !== 'updated' || event.action.type !== 'error') return
      told.add((event.mutation.state.variables as { body: { text: string } }).body.text)
    })
    await opened.restore()
    pages.push(opened)
  }
  async function take(one: Step) {
    const at = 'page' in one ? one.page % (pages.length || 1) : 0
    const there = pages[at]
    if (one.do === 'open' && pages.length < 4) await open()
    else if (one.do === 'kill') await pages.splice(at, 1)[0]?.kill()
    else if (one.do === 'look')
      there?.queryClient.setQueryData(there.q.tides.now.queryOptions().queryKey, { level: count++ })
    else if (one.do === 'network') onlineManager.setOnline(one.is)
    else if (one.do === 'wait') await rig.clock.advance(one.ms)
    else if (one.do === 'write' && there) {
      const text = `${one.kind} ${count++}`
      if (!onlineManager.isOnline()) kept.push(text)
      there.mutate(one.kind, text)
      await rig.clock.advance(0)
    }
  }
  await open()
  await pages[0]?.signIn('ida')
  for (const each of steps) await take(each)
  if (pages.length === 0) await open()
  onlineManager.setOnline(true)
  await rig.clock.advance(60_000)
  // What was under way when its page died is found in the store by the next one.
  for (const each of pages.splice(0)) await each.kill()
  await open()
  await rig.clock.advance(60_000)
  const left = pages.flatMap(({ queryClient }) => queryClient.getMutationCache().getAll())
  const text = rig.disk.store.text ?? '{}'
  await rig.close()
  return { arrived, told, kept, pending: left.filter(({ state }) => state.status === 'pending'), text }
}

test('whatever pages do, no write that is not safe to repeat is sent twice, and none that waited is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      try {
        const { arrived, told, kept, pending, text } = await run(steps)
        const texts = arrived.map((each) => each.text)
        const unsafe = texts.filter((each) => each.startsWith('plain'))
        expect(unsafe).toEqual([...new Set(unsafe)])
        const keyed = arrived.filter((each) => each.text.startsWith('keyed'))
        expect(new Set(keyed.map(({ key }) => key)).size).toBe(new Set(keyed.map((each) => each.text)).size)
        expect(kept.filter((each) => !texts.includes(each) && !told.has(each))).toEqual([])
        expect(pending).toEqual([])
        expect(text).not.toContain('"status":"pending"')
      } finally {
        onlineManager.setOnline(true)
      }
    }),
    { numRuns: 100 },
  )
})
