import { type QueryHost, connectQueries, hostOfQueries } from '@fairlead/query'
import { configError } from '@fairlead/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, createContext, createElement, useContext, useEffect, useState } from 'react'

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
  void queryClient
  void useEffect
  void useState
  void connectQueries
  return createElement(QueriesContext.Provider, { value: hostOfQueries(queries) }, children)
}

/** The client that the nearest provider has. @throws `config` without one */
export function useQueryHost(): QueryHost {
  const host = useContext(QueriesContext)
  if (host) return host
  throw configError('no queries here; wrap the app in <FairleadProvider queries={q}>')
}
