import type { ClientBase, Plugin } from '@fairlead/core'
import { connectQueries, createQueries } from '@fairlead/query'
import { QueryClient } from '@tanstack/query-core'

/** A client's queries, connected to a QueryClient of their own; `close` leaves nothing of either. */
export function connected<C, P extends readonly Plugin[], V, Options, Extra>(
  client: ClientBase<C, P, V, Options, Extra>,
) {
  const queryClient = new QueryClient()
  const q = createQueries(client)
  const disconnect = connectQueries(q, queryClient)
  queryClient.mount()
  return {
    q,
    queryClient,
    disconnect,
    async close(): Promise<void> {
      disconnect()
      queryClient.unmount()
      queryClient.clear()
      await client.dispose()
    },
  }
}

/** Whose token a request has: tokens of tests are names. */
export function userOf(headers: HeadersInit): string {
  return new Headers(headers).get('authorization')?.replace('Bearer ', '') ?? ''
}
