import { expect } from 'vitest'
import { query } from './driver.ts'
import type { Case } from './script.ts'

const vessel = { json: { id: '1', name: 'Aurora' } }

/** What stands in a page that reads. */
export const reading: readonly Case[] = [
  [
    'data come, and are asked for once, StrictMode or not',
    async ({ harbour, page }) => {
      const rig = harbour(() => vessel)
      const { settles, seen } = page(rig, [
        query(
          'vessel',
          () => rig.q.vessels.byId.queryOptions({ params: { id: '1' } }),
          ({ data }) => data?.name ?? 'none',
        ),
      ])
      await settles('vessel', 'Aurora')
      expect(seen).toEqual(['none', 'Aurora'])
      expect(rig.paths()).toEqual(['GET /vessels/1'])
    },
  ],
  [
    'an error is the union of the endpoint, told apart by its status',
    async ({ harbour, page }) => {
      const rig = harbour(({ path }) =>
        path.endsWith('/1')
          ? { status: 404, json: { title: 'no such vessel' } }
          : path.endsWith('/2')
            ? { status: 410, json: { reason: 'broken up' } }
            : { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>Bad gateway</h1>' },
      )
      const view = (id: string) =>
        query(
          id,
          () => rig.q.vessels.byId.queryOptions({ params: { id } }, { call: { retry: false } }),
          ({ error }) => {
            if (error?.kind !== 'http') return error?.kind ?? 'none'
            if (error.status === 404) return error.data.title
            if (error.status === 410) return error.data.reason
            return `${error.status}`
          },
        )
      const { settles } = page(rig, ['1', '2', '3'].map(view))
      await settles('1', 'no such vessel')
      await settles('2', 'broken up')
      await settles('3', '502')
      expect(rig.paths()).toHaveLength(3)
    },
  ],
  [
    'what is selected is shown, and two views of one query ask once',
    async ({ harbour, page }) => {
      const rig = harbour(() => vessel)
      const input = { params: { id: '1' } }
      const { settles } = page(rig, [
        query(
          'name',
          () => rig.q.vessels.byId.queryOptions(input, { select: ({ name }) => name.toUpperCase() }),
          ({ data }) => data ?? '',
        ),
        query(
          'id',
          () => rig.q.vessels.byId.queryOptions(input),
          ({ data }) => data?.id ?? '',
        ),
      ])
      await settles('name', 'AURORA')
      await settles('id', '1')
      expect(rig.paths()).toEqual(['GET /vessels/1'])
    },
  ],
]
