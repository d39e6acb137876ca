import { keepPreviousData } from '@tanstack/query-core'
import { expect } from 'vitest'
import { type View, mutation, query, suspense } from './driver.ts'
import type { Asked, Harbour } from './harbour.ts'
import type { Case } from './script.ts'

const byUser = ({ path, user }: Asked) =>
  path === '/tides' ? { json: { level: 3 } } : { json: [{ id: '1', name: `of ${user || 'nobody'}` }] }

const nameOf = ({ data }: { readonly data?: readonly { readonly name: string }[] | undefined }): string =>
  data?.[0]?.name ?? 'none'

const vessels = ({ q }: Harbour): View =>
  query('vessels', () => q.vessels.list.queryOptions(undefined, { placeholderData: keepPreviousData }), nameOf)

const who: View = { kind: 'session', name: 'who', show: ({ state, identity }) => `${state} ${identity}`.trim() }

/** Who is there, and that nobody is ever shown what is another's. */
export const sessions: readonly Case[] = [
  [
    'a user switch asks once for the data of the one who has come, without a frame of the one before',
    async ({ harbour, page }) => {
      const rig = harbour(byUser)
      await rig.signIn('ida')
      const { settles, seen } = page(rig, [
        vessels(rig),
        query(
          'tide',
          () => rig.q.tides.now.queryOptions(),
          ({ data }) => `${data?.level}`,
        ),
      ])
      await settles('vessels', 'of ida')
      await settles('tide', '3')
      seen.length = 0
      await rig.signIn('ben')
      await settles('vessels', 'of ben')
      expect(seen.filter((text) => text.includes('ida'))).toEqual([])
      // Public data stay.
      expect(rig.paths().toSorted()).toEqual(['GET /tides', 'ben GET /vessels', 'ida GET /vessels'])
    },
  ],
  [
    'a switch while an answer is on its way ends it, and what comes late is not shown',
    async ({ harbour, page }) => {
      const rig = harbour((asked) => ({ ...byUser(asked), delayMs: 50 }))
      await rig.signIn('ida')
      const { settles, seen } = page(rig, [vessels(rig)])
      await rig.clock.advance(50)
      await settles('vessels', 'of ida')
      rig.client.tags.invalidate(['vessels'])
      await expect.poll(() => rig.asked.length).toBe(2)
      seen.length = 0
      await rig.signIn('ben')
      expect(rig.asked[1]?.signal.aborted).toBe(true)
      await rig.clock.advance(200)
      await settles('vessels', 'of ben')
      expect(seen.filter((text) => text.includes('ida'))).toEqual([])
      expect(rig.paths()).toEqual(['ida GET /vessels', 'ida GET /vessels', 'ben GET /vessels'])
    },
  ],
  [
    'a sign-out leaves what nobody may see, and who is there is known',
    async ({ harbour, page }) => {
      const rig = harbour(byUser)
      const { settles, seen } = page(rig, [vessels(rig), who])
      await settles('who', 'anonymous')
      await rig.signIn('ida')
      const { identity } = rig.client.session
      await settles('vessels', 'of ida')
      await settles('who', `authenticated ${identity}`)
      seen.length = 0
      await rig.client.auth.signOut()
      await settles('vessels', 'of nobody')
      await settles('who', /^(anonymous|ended)$/)
      expect(seen.filter((text) => text.includes('ida'))).toEqual([])
    },
  ],
  [
    'what suspends waits again when somebody else is there',
    async ({ harbour, page }) => {
      const rig = harbour(byUser)
      await rig.signIn('ida')
      const { settles, seen } = page(rig, [suspense('vessels', () => rig.q.vessels.list.queryOptions(), nameOf)])
      await settles('vessels', 'of ida')
      seen.length = 0
      await rig.signIn('ben')
      await settles('vessels', 'of ben')
      expect(seen.filter((text) => text.includes('ida'))).toEqual([])
      expect(rig.paths()).toEqual(['ida GET /vessels', 'ben GET /vessels'])
    },
  ],
  [
    'options that somebody has kept of the user before never show that one again',
    async ({ harbour, page }) => {
      const rig = harbour(byUser)
      await rig.signIn('ida')
      const kept = rig.q.vessels.list.queryOptions()
      const { settles, seen, show } = page(rig, [
        query(
          'kept',
          () => kept,
          ({ data, error }) => error?.kind ?? nameOf({ data }),
        ),
      ])
      await settles('kept', 'of ida')
      seen.length = 0
      await rig.signIn('ben')
      // A framework that reads them again asks for what is no more, which is refused; one that does not follows the session.
      await settles('kept', /^(rejected|of ben)$/)
      show([
        query(
          'other',
          () => kept,
          ({ data, error }) => error?.kind ?? nameOf({ data }),
        ),
      ])
      await settles('other', 'rejected')
      expect(seen.filter((text) => text.includes('ida'))).toEqual([])
      expect(rig.paths().filter((path) => path.startsWith('ida'))).toHaveLength(1)
    },
  ],
  [
    'a mutation of the user before is not shown to the next',
    async ({ harbour, page }) => {
      const rig = harbour(({ user }) => ({ json: { id: '1', name: `of ${user}` } }))
      await rig.signIn('ida')
      const { settles, press, seen } = page(rig, [
        mutation(
          'rename',
          () => rig.q.vessels.rename.mutationOptions(),
          () => ({ params: { id: '1' }, body: { name: 'x' } }),
          ({ data, status }) => data?.name ?? status,
        ),
      ])
      press('rename', 'send')
      await settles('rename', 'of ida')
      seen.length = 0
      await rig.signIn('ben')
      await settles('rename', 'idle')
      press('rename', 'send')
      await settles('rename', 'of ben')
      expect(seen.filter((text) => text.includes('ida'))).toEqual([])
    },
  ],
  [
    'a mutation that is mounted before somebody comes is theirs when they begin it',
    async ({ harbour, page }) => {
      const rig = harbour(({ user }) => ({ json: { id: '1', name: `of ${user}` } }))
      const { settles, press } = page(rig, [
        mutation(
          'rename',
          () => rig.q.vessels.rename.mutationOptions(),
          () => ({ params: { id: '1' }, body: { name: 'x' } }),
          ({ data, status }) => data?.name ?? status,
        ),
      ])
      await settles('rename', 'idle')
      await rig.signIn('ida')
      press('rename', 'send')
      await settles('rename', 'of ida')
      await rig.signIn('ben')
      await settles('rename', 'idle')
    },
  ],
]
