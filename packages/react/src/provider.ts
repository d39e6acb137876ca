'use client'

import { type Connection, type QueryHost, registerQueries } from '@fairlead/query'
import { configError } from '@fairlead/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, createContext, createElement, useContext, useInsertionEffect, useMemo, useState } from 'react'

const QueriesContext = createContext<QueryHost | undefined>(undefined)

/** What a provider is given. */
export interface FairleadProviderProps {
  /** Made by `createQueries`. */
  readonly queries: object
  readonly children?: ReactNode
}

/**
 * Connects queries to the QueryClient of the nearest `QueryClientProvider`, and gives hooks their client.
 *
 * @throws `config` for what `createQueries` did not make, and where another client goes by the same name
 *
 * @example
 * ```tsx
 * <QueryClientProvider client={queryClient}>
 *   <FairleadProvider queries={q}>
 *     <App />
 *   </FairleadProvider>
 * </QueryClientProvider>
 * ```
 */
export function FairleadProvider({ queries, children }: FairleadProviderProps): ReactNode {
  const queryClient = useQueryClient()
  const [held] = useState(() => new Set<Connection>())
  const connection = useMemo(
    // Those that are followed now may go by the same name: they let go before these are followed.
    () => registerQueries(queries, queryClient, [...held][0]),
    [queries, queryClient, held],
  )
  // Before the effects of what is inside, which begin to ask.
  useInsertionEffect(() => {
    const release = connection.hold()
    held.add(connection)
    return () => {
      held.delete(connection)
      release()
    }
  }, [connection, held])
  return createElement(QueriesContext.Provider, { value: connection.host }, children)
}

/** The client that the nearest provider has. @throws `config` without one */
export function useQueryHost(): QueryHost {
  const host = useContext(QueriesContext)
  if (host) return host
  throw configError('no queries here; wrap the app in <FairleadProvider queries={q}>')
}
