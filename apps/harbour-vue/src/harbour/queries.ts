import { createQueries } from '@fairlead/query'
import { QueryClient } from '@tanstack/vue-query'
import type { HarbourClient } from 'harbour-room/harbour/client'

/** The harbour's contract as options for the composables of TanStack Query. */
export type HarbourQueries = ReturnType<typeof createHarbourQueries>

/** Makes them. */
// oxlint-disable-next-line typescript/explicit-function-return-type, typescript/explicit-module-boundary-types -- the contract says it
export function createHarbourQueries(client: HarbourClient) {
  return createQueries(client)
}

/**
 * Makes what keeps the answers that are on the screen. What is not, the client's own cache keeps, on the device as well: there is
 * one place that knows what is fresh. That cache also has answers where the browser has no network, and who sees a failure chooses
 * when to ask again.
 */
export function createHarbourQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { gcTime: 0, networkMode: 'always', refetchOnReconnect: true, refetchOnWindowFocus: false },
      mutations: { gcTime: 0, networkMode: 'always' },
    },
  })
}
