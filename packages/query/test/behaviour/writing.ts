import { update } from '@fairlead/core'
import { expect } from 'vitest'
import { type UploadView, mutation, query } from './driver.ts'
import { type Harbour, contract } from './harbour.ts'
import type { Case } from './script.ts'

/** What pages change. */
export const writing: readonly Case[] = [
  [
    'a mutation asks anew for what its endpoint makes stale: two requests for thirty that look',
    async ({ harbour, page }) => {
      let name = 'Aurora'
      const rig = harbour(({ method, path, text }) => {
        if (method === 'POST') ({ name } = JSON.parse(text) as { name: string })
        const vessel = { id: '1', name }
        return { json: path === '/vessels' ? [vessel] : vessel }
      })
      const { q } = rig
      const views = Array.from({ length: 15 }, (_, i) => [
        query(
          `one ${i}`,
          () => q.vessels.byId.queryOptions({ params: { id: '1' } }),
          ({ data }) => data?.name ?? 'none',
        ),
        query(
          `all ${i}`,
          () => q.vessels.list.queryOptions(),
          ({ data }) => data?.[0]?.name ?? 'none',
        ),
      ])
      const { settles, press } = page(rig, [
        ...views.flat(),
        mutation(
          'rename',
          () => q.vessels.rename.mutationOptions(),
          () => ({ params: { id: '1' }, body: { name: 'Boreas' } }),
          ({ data, status }) => data?.name ?? status,
        ),
      ])
      await settles('all 14', 'Aurora')
      await settles('one 14', 'Aurora')
      rig.asked.length = 0
      press('rename', 'send')
      await settles('rename', 'Boreas')
      await settles('all 14', 'Boreas')
      await settles('one 14', 'Boreas')
      expect(rig.paths().toSorted()).toEqual(['GET /vessels', 'GET /vessels/1', 'POST /vessels/1'])
    },
  ],
  [
    'a mutation that is refused says why, by its status, and makes nothing stale',
    async ({ harbour, page }) => {
      const rig = harbour(({ method }) =>
        method === 'POST' ? { status: 409, json: { title: 'that name is taken' } } : { json: [] },
      )
      const { q } = rig
      const { settles, press } = page(rig, [
        query(
          'all',
          () => q.vessels.list.queryOptions(),
          ({ status }) => status,
        ),
        mutation(
          'rename',
          () => q.vessels.rename.mutationOptions(),
          () => ({ params: { id: '1' }, body: { name: 'Boreas' } }),
          ({ error, status }) => (error?.kind === 'http' && error.status === 409 ? error.data.title : status),
        ),
      ])
      await settles('all', 'success')
      press('rename', 'send')
      await settles('rename', 'that name is taken')
      expect(rig.paths()).toEqual(['GET /vessels', 'POST /vessels/1'])
    },
  ],
  [
    'what is optimistic is shown at once, and taken back alone when the server refuses',
    async ({ harbour, page }) => {
      const rig = harbour(({ method }) =>
        method === 'POST'
          ? { status: 409, json: { title: 'that name is taken' }, delayMs: 10 }
          : { json: { id: '1', name: 'Aurora' } },
      )
      const { q } = rig
      const input = { params: { id: '1' } }
      const { settles, press, seen } = page(rig, [
        query(
          'vessel',
          () => q.vessels.byId.queryOptions(input),
          ({ data }) => data?.name ?? 'none',
        ),
        mutation(
          'rename',
          () =>
            q.vessels.rename.mutationOptions({
              optimistic: ({ body }) => [update(contract.vessels.byId, input, (old) => ({ ...old, name: body.name }))],
            }),
          () => ({ ...input, body: { name: 'Boreas' } }),
        ),
      ])
      await settles('vessel', 'Aurora')
      seen.length = 0
      press('rename', 'send')
      await settles('vessel', 'Boreas')
      await expect.poll(() => rig.asked.length).toBe(2)
      await rig.clock.advance(10)
      await settles('rename', 'error')
      await settles('vessel', 'Aurora')
      expect(seen.filter((text) => /Boreas|Aurora/.test(text))).toEqual(['Boreas', 'Aurora'])
    },
  ],
  [
    'an upload shows how far it is, and what the server has said',
    async ({ harbour, page }) => {
      const rig = harbour(() => ({ status: 201, json: { bytes: 1_000 } }))
      const { settles, press, seen } = page(rig, [uploadOf(rig)])
      await settles('upload', 'idle 0')
      press('upload', 'send')
      await settles('upload', 'pending 500/1000')
      await rig.clock.advance(5)
      await settles('upload', 'success 1000/1000')
      expect(seen[0]).toBe('idle 0')
      expect(rig.paths()).toEqual(['POST /documents'])
    },
  ],
  [
    'an upload that is given up is idle, and its request has ended; the next one begins anew',
    async ({ harbour, page }) => {
      const rig = harbour(() => ({ status: 201, json: { bytes: 1_000 }, delayMs: 1_000 }))
      const { settles, press } = page(rig, [uploadOf(rig)])
      press('upload', 'send')
      await rig.clock.advance(5)
      await settles('upload', 'pending 1000/1000')
      await expect.poll(() => rig.asked.length).toBe(1)
      press('upload', 'cancel')
      await settles('upload', 'idle 0')
      await expect.poll(() => rig.asked[0]?.signal.aborted).toBe(true)
      press('upload', 'send')
      await settles('upload', 'pending 500/1000')
      await rig.clock.advance(5)
      await expect.poll(() => rig.asked.length).toBe(2)
      await rig.clock.advance(1_000)
      await settles('upload', 'success 1000/1000')
    },
  ],
]

function uploadOf({ q }: Harbour): UploadView {
  return {
    kind: 'upload',
    name: 'upload',
    endpoint: q.documents.upload,
    variables: () => ({ body: new Blob(['x'.repeat(1_000)]) }),
    show: ({ status, loadedBytes, totalBytes }) => `${status} ${loadedBytes}${totalBytes ? `/${totalBytes}` : ''}`,
  }
}
