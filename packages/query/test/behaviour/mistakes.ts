import { connectQueries } from '@fairlead/query'
import { expect } from 'vitest'
import { type View, query } from './driver.ts'
import type { Harbour } from './harbour.ts'
import type { Case } from './script.ts'

const tide = ({ q }: Harbour, name: string): View =>
  query(
    name,
    () => q.tides.now.queryOptions(),
    ({ data, error }) => error?.message ?? `${data?.level}`,
  )

/** What is set up wrong says so. */
export const mistakes: readonly Case[] = [
  [
    'without a provider a query says what is missing, and nothing is sent',
    async ({ harbour, page }) => {
      const rig = harbour(() => ({ json: { level: 3 } }))
      const { settles } = page(rig, [tide(rig, 'tide')], { queries: undefined })
      await settles('tide', /not connected to this QueryClient/)
      expect(rig.asked).toEqual([])
    },
  ],
  [
    'without a provider there is nobody to know who is signed in',
    async ({ harbour, page }) => {
      const rig = harbour(() => ({ json: {} }))
      const { failures } = page(rig, [{ kind: 'session', name: 'who', show: ({ state }) => state }], {
        queries: undefined,
      })
      await expect.poll(() => failures[0]).toMatchObject({ kind: 'config' })
    },
  ],
  [
    'what createQueries has not made is no queries',
    async ({ harbour, page }) => {
      const rig = harbour(() => ({ json: {} }))
      const { failures } = page(rig, [], { queries: {} })
      await expect
        .poll(() => failures[0])
        .toMatchObject({ kind: 'config', message: expect.stringMatching(/createQueries/) })
    },
  ],
  [
    'two clients by one name in one QueryClient are refused',
    async ({ harbour, page }) => {
      const [one, two] = [harbour(() => ({ json: { level: 1 } })), harbour(() => ({ json: { level: 2 } }))]
      const disconnect = connectQueries(two.q, one.queryClient)
      const { failures } = page(one, [tide(one, 'one')])
      await expect.poll(() => failures[0]).toMatchObject({ kind: 'config', message: expect.stringMatching(/`name`/) })
      disconnect()
    },
  ],
  [
    'two clients with one path and a name each have each their own',
    async ({ harbour, page }) => {
      const one = harbour(() => ({ json: { level: 1 } }))
      const two = harbour(() => ({ json: { level: 2 } }), 'second')
      const disconnect = connectQueries(two.q, one.queryClient)
      const { settles } = page(one, [tide(one, 'one'), tide(two, 'two')])
      await settles('one', '1')
      await settles('two', '2')
      disconnect()
    },
  ],
]
