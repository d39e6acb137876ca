import { FairleadProvider } from '@fairlead/react'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { q } from './queries.ts'

const queryClient = new QueryClient()

function VesselName({ id }: { id: string }) {
  const { data, error } = useQuery(q.vessels.byId.queryOptions({ params: { id } }))
  if (error?.kind === 'http' && error.status === 404) return <p>{error.data.title}</p>
  return <p>{error ? error.message : (data?.name ?? '…')}</p>
}

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <FairleadProvider queries={q}>
        <VesselName id="aurora" />
        <VesselName id="borea" />
      </FairleadProvider>
    </QueryClientProvider>
  )
}
