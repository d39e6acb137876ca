import { createClient } from '@fairlead/core'
import { auth, bearer } from '@fairlead/auth'
import { createQueries } from '@fairlead/query'
import { createVirtualClock, mockTransport } from '@fairlead/testing'
import { useSession } from '@fairlead/vue'
import { QueryClient, useQuery } from '@tanstack/vue-query'
import { Suspense, defineComponent, h, onServerPrefetch } from 'vue'
import { contract } from '../../../query/test/support/harbour.ts'

/** What server and page agree to call now. */
export const NOW = Date.UTC(2026, 10, 27)

/** A client of the harbour, and who has asked it for what. */
export function harbourClient() {
  const asked: string[] = []
  const clock = createVirtualClock()
  const transport = mockTransport(
    ({ method, url, headers, text }) => {
      const path = url.replace('https://harbour.example/api', '')
      if (path === '/sign-in') {
        const { user } = JSON.parse(text) as { user: string }
        return { json: { access_token: user, expires_in: 3_600, sub: user } }
      }
      const user = new Headers(headers).get('authorization')?.replace('Bearer ', '') ?? ''
      asked.push(`${user} ${method} ${path}`.trim())
      if (path === '/tides') return { json: { level: 3 } }
      if (path === '/vessels/9') return { status: 404, json: { title: 'no such vessel' } }
      return { json: [{ id: '1', name: `of ${user}` }] }
    },
    { runtime: clock },
  )
  const client = createClient({
    baseUrl: 'https://harbour.example/api',
    runtime: clock,
    transport,
    contract,
    plugins: [auth({ strategy: bearer({ signIn: '/sign-in' }) })],
  })
  return { client, asked }
}

export const newQueryClient = (): QueryClient => new QueryClient({ defaultOptions: { queries: { staleTime: 60_000 } } })

type Q = ReturnType<typeof queriesOf>
export const queriesOf = (client: ReturnType<typeof harbourClient>['client']) => createQueries(client)

/** The same component on the server and in the page. */
export function room(q: Q) {
  const Vessels = defineComponent(() => {
    const { data, suspense } = useQuery(() => q.vessels.list.queryOptions())
    onServerPrefetch(async () => void (await suspense()))
    return () => h('p', data.value?.[0]?.name ?? 'loading')
  })
  const Missing = defineComponent(() => {
    // What has failed on the server is shown, not asked for anew.
    const { error, suspense } = useQuery(() =>
      q.vessels.byId.queryOptions({ params: { id: '9' } }, { retryOnMount: false }),
    )
    onServerPrefetch(async () => void (await suspense()))
    return () => {
      const failure = error.value
      const isMissing = failure?.kind === 'http' && failure.status === 404
      return h('p', isMissing ? failure.data.title : (failure?.kind ?? 'loading'))
    }
  })
  const Tides = defineComponent(async () => {
    const { data, suspense } = useQuery(() => q.tides.now.queryOptions())
    await suspense()
    return () => h('p', `tide ${String(data.value?.level)}`)
  })
  return defineComponent(() => {
    const { state } = useSession()
    return () => [h('h1', state.value), h(Vessels), h(Missing), h(Suspense, null, { default: () => h(Tides) })]
  })
}
