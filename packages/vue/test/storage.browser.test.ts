import { type StoredClient, persistedQueries } from '@fairlead/query'
import { fairlead } from '@fairlead/vue'
import { persistQueryClient } from '@tanstack/query-persist-client-core'
import { QueryClient, VueQueryPlugin, useQuery } from '@tanstack/vue-query'
import { afterEach, expect, test } from 'vitest'
import { type App, createApp, defineComponent, h } from 'vue'
import { harbour } from '../../query/test/support/harbour.ts'
import { ofUser } from './support/users.ts'

let leave: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const each of leave) await each()
  leave = []
})

/** A page of a user over what the page before has stored. */
async function pageOf(user: string, store: { kept?: StoredClient | undefined }) {
  const rig = harbour(ofUser)
  await rig.signIn(user)
  const place = document.body.appendChild(document.createElement('main'))
  const texts: string[] = []
  const watcher = new MutationObserver(() => void texts.push(place.textContent ?? ''))
  watcher.observe(place, { childList: true, characterData: true, subtree: true })
  const persister = {
    persistClient: (client: StoredClient) => void (store.kept = structuredClone(client)),
    restoreClient: () => Promise.resolve(store.kept),
    removeClient: () => void (store.kept = undefined),
  }
  const Vessels = defineComponent(() => {
    const { data } = useQuery(() => rig.q.vessels.list.queryOptions({}, { staleTime: 60_000 }))
    return () => h('p', data.value?.[0]?.name ?? 'loading')
  })
  const app: App = createApp(Vessels)
    .use(VueQueryPlugin, {
      queryClient: new QueryClient(),
      clientPersister: (queryClient: QueryClient) =>
        persistQueryClient({ queryClient, ...persistedQueries(rig.q, persister) }),
    })
    .use(fairlead({ queries: rig.q }))
  app.mount(place)
  leave.push(async () => {
    if (place.hasChildNodes()) app.unmount()
    place.remove()
    await rig.close()
  })
  return { ...rig, app, texts, text: () => place.textContent ?? '' }
}

test('what was stored is there after a reload, without a request', async () => {
  const store = {}
  const first = await pageOf('ida', store)
  await expect.poll(first.text).toBe('of ida')
  await expect.poll(() => JSON.stringify(store)).toContain('of ida')
  first.app.unmount()
  const second = await pageOf('ida', store)
  await expect.poll(second.text).toBe('of ida')
  expect(second.paths()).toEqual([])
})

test('what another user has left in the store is neither shown nor kept', async () => {
  const store = {}
  const first = await pageOf('ida', store)
  await expect.poll(() => JSON.stringify(store)).toContain('of ida')
  first.app.unmount()
  const second = await pageOf('ben', store)
  await expect.poll(second.text).toBe('of ben')
  expect(second.texts.join()).not.toContain('ida')
  await expect.poll(() => JSON.stringify(store)).toContain('of ben')
  expect(JSON.stringify(store)).not.toContain('of ida')
})
