import { FairleadProvider, useSession } from '@fairlead/react'
import {
  type DehydratedState,
  HydrationBoundary,
  type QueryClient,
  QueryClientProvider,
  useQuery,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { StrictMode, Suspense } from 'react'
import type { Harbour } from '../../query/test/behaviour/harbour.ts'

type Queries = Harbour['q']

function Vessels({ q }: { readonly q: Queries }) {
  const { data, isFetching } = useQuery(q.vessels.list.queryOptions())
  return <p id="vessels">{`${data?.[0]?.name ?? 'none'}${isFetching ? ' …' : ''}`}</p>
}

function Missing({ q }: { readonly q: Queries }) {
  const { error } = useQuery(q.vessels.byId.queryOptions({ params: { id: '9' } }, { retryOnMount: false }))
  const isMissing = error?.kind === 'http' && error.status === 404
  return <p id="missing">{isMissing ? error.data.title : (error?.kind ?? 'none')}</p>
}

function Tide({ q }: { readonly q: Queries }) {
  const { data } = useSuspenseQuery(q.tides.now.queryOptions())
  return <p id="tide">{data.level}</p>
}

function Who() {
  const { state, identity } = useSession()
  return <p id="who">{`${state} ${identity}`}</p>
}

/** A page as it is rendered on a server, and hydrated. */
export function Page(props: { q: Queries; queryClient: QueryClient; state?: DehydratedState; tide?: boolean }) {
  const { q, queryClient, state, tide = true } = props
  return (
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <FairleadProvider queries={q}>
          <HydrationBoundary state={state}>
            <div>
              <Who />
              <Vessels q={q} />
              <Missing q={q} />
              {tide && (
                <Suspense fallback={<p id="waits">waiting</p>}>
                  <Tide q={q} />
                </Suspense>
              )}
            </div>
          </HydrationBoundary>
        </FairleadProvider>
      </QueryClientProvider>
    </StrictMode>
  )
}

/** What the server of the page answers. */
export function answer({ path, user }: { readonly path: string; readonly user: string }) {
  if (path === '/tides') return { json: { level: 3 }, delayMs: 50 }
  if (path === '/vessels') return { json: [{ id: '1', name: `of ${user}` }] }
  return { status: 404, json: { title: 'no such vessel' } }
}
