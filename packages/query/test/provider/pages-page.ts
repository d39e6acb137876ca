// Runs in a tab: queries whose state is in localStorage, which all tabs of the origin share.
import { createClient, post, put } from '@fairlead/core'
import { connectQueries, createQueries, persistedQueries } from '@fairlead/query'
import { MutationObserver, QueryClient, onlineManager } from '@tanstack/query-core'
import { persistQueryClient } from '@tanstack/query-persist-client-core'

const contract = { plain: post('/plain', {}), put: put('/put', {}) }
const q = createQueries(createClient({ baseUrl: '/api', contract }))
const queryClient = new QueryClient()
const mutations = queryClient.getMutationCache()

/** What tests do in a tab. */
export interface PageOfQueries {
  setOnline(is: boolean): void
  write(kind: keyof typeof contract): void
  /** What has become of the writes, in short. */
  states(): readonly string[]
}

const KEY = 'queries'
connectQueries(q, queryClient)
queryClient.mount()
// As long as a test says so: the server of the tests is there all the time.
onlineManager.setEventListener(() => () => {})
onlineManager.setOnline(false)
void persistQueryClient({
  queryClient,
  ...persistedQueries(q, {
    persistClient: (client) => localStorage.setItem(KEY, JSON.stringify(client)),
    restoreClient: () => JSON.parse(localStorage.getItem(KEY) ?? 'null') ?? undefined,
    removeClient: () => localStorage.removeItem(KEY),
  }),
})
globalThis.writes = {
  setOnline: (is) => onlineManager.setOnline(is),
  write(kind) {
    const observer = new MutationObserver(queryClient, q[kind].mutationOptions())
    observer.mutate(undefined).catch(() => {})
  },
  states: () =>
    mutations.getAll().map(({ state: { status, isPaused, error } }) => {
      const { reason = '' } = (error ?? {}) as { reason?: string }
      return `${isPaused ? 'paused' : status} ${reason}`.trim()
    }),
}
