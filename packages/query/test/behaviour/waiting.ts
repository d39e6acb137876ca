import { keepPreviousData } from '@tanstack/query-core'
import { expect } from 'vitest'
import { infinite, query, suspense } from './driver.ts'
import type { Case } from './script.ts'

const vessel = { json: { id: '1', name: 'Aurora' } }

/** What pages wait for, in pieces, again, or no longer. */
export const waiting: readonly Case[] = [
  [
    'pages come one after the other',
    async ({ harbour, page }) => {
      const rig = harbour(({ path }) =>
        path.includes('after')
          ? { json: { items: [{ id: '2', name: 'Boreas' }], next: null } }
          : { json: { items: [{ id: '1', name: 'Aurora' }], next: '1' } },
      )
      const { settles, press } = page(rig, [
        infinite(
          'pages',
          () =>
            rig.q.vessels.page.infiniteOptions((after: string | undefined) => ({ query: { after } }), {
              initialPageParam: undefined,
              getNextPageParam: ({ next }) => next ?? undefined,
            }),
          ({ data }) => data?.pages.flatMap(({ items }) => items.map(({ name }) => name)).join(', ') ?? 'none',
        ),
      ])
      await settles('pages', 'Aurora')
      press('pages', 'more')
      await settles('pages', 'Aurora, Boreas')
      expect(rig.paths()).toEqual(['GET /vessels/page', 'GET /vessels/page?after=1'])
    },
  ],
  [
    'another input in the same component keeps what was there until its own data come',
    async ({ harbour, page }) => {
      const rig = harbour(({ path }) => ({ json: { id: '', name: path }, delayMs: 10 }))
      const view = (id: string) =>
        query(
          'vessel',
          () => rig.q.vessels.byId.queryOptions({ params: { id } }, { placeholderData: keepPreviousData }),
          ({ data, isPlaceholderData }) => `${data?.name ?? 'none'}${isPlaceholderData ? ' still' : ''}`,
        )
      const { settles, show, seen } = page(rig, [view('1')])
      await rig.clock.advance(10)
      await settles('vessel', '/vessels/1')
      show([view('2')])
      await settles('vessel', '/vessels/1 still')
      await rig.clock.advance(10)
      await settles('vessel', '/vessels/2')
      expect(seen).toEqual(['none', '/vessels/1', '/vessels/1 still', '/vessels/2'])
      expect(rig.paths()).toHaveLength(2)
    },
  ],
  [
    'what nobody waits for any more is given up',
    async ({ harbour, page }) => {
      const rig = harbour(() => ({ hang: true }))
      const view = query(
        'vessel',
        () => rig.q.vessels.byId.queryOptions({ params: { id: '1' } }),
        ({ status }) => status,
      )
      const { show } = page(rig, [view])
      await expect.poll(() => rig.asked.length).toBe(1)
      expect(rig.asked[0]?.signal.aborted).toBe(false)
      show([])
      await expect.poll(() => rig.asked[0]?.signal.aborted).toBe(true)
      expect(rig.paths()).toHaveLength(1)
    },
  ],
  [
    'a storm of focus asks once more, however many look',
    async ({ harbour, page }) => {
      const rig = harbour(() => ({ ...vessel, delayMs: 10 }))
      const views = Array.from({ length: 10 }, (_, i) =>
        query(
          `vessel ${i}`,
          () => rig.q.vessels.byId.queryOptions({ params: { id: '1' } }),
          ({ data }) => data?.name ?? 'none',
        ),
      )
      const { settles } = page(rig, views)
      await rig.clock.advance(10)
      await settles('vessel 9', 'Aurora')
      for (let i = 0; i < 50; i++) window.dispatchEvent(new Event('visibilitychange'))
      await rig.clock.advance(100)
      expect(rig.paths()).toHaveLength(2)
    },
  ],
  [
    'what suspends waits, and then has its data',
    async ({ harbour, page }) => {
      const rig = harbour(() => ({ ...vessel, delayMs: 10 }))
      const { settles, seen } = page(rig, [
        suspense(
          'vessel',
          // TanStack takes what has suspended for fresh for a second, which a busy machine may take to draw it.
          () => rig.q.vessels.byId.queryOptions({ params: { id: '1' } }, { staleTime: 60_000 }),
          ({ data }) => data?.name ?? 'none',
        ),
      ])
      await settles('vessel', 'waiting')
      await rig.clock.advance(10)
      await settles('vessel', 'Aurora')
      expect(seen).toEqual(['waiting', 'Aurora'])
      expect(rig.paths()).toEqual(['GET /vessels/1'])
    },
  ],
]
