import { createQueries } from '@fairlead/query'
import type { DefaultOptions } from '@tanstack/query-core'
import type { HarbourClient } from './client.ts'
import type { AnsweredBy } from './on-reply.ts'

/** The harbour's contract as options for TanStack Query in any framework. */
export type HarbourQueries = ReturnType<typeof createHarbourQueries>

/** Makes them. */
// oxlint-disable-next-line typescript/explicit-function-return-type, typescript/explicit-module-boundary-types -- the contract says it
export function createHarbourQueries(client: HarbourClient) {
  return createQueries(client)
}

/**
 * How the answers on the screen are kept: only there. What is on it no more, the client's own cache keeps, on the device as well:
 * there is one place that knows what is fresh. That cache also has answers where the browser has no network, and who sees a failure
 * chooses when to ask again.
 */
export const QUERY_DEFAULTS = {
  queries: { gcTime: 0, networkMode: 'always', refetchOnReconnect: true, refetchOnWindowFocus: false },
  mutations: { gcTime: 0, networkMode: 'always' },
} as const satisfies DefaultOptions

/** How long after an answer from the cache a harbour that cannot be reached is asked again. */
export const ASK_AGAIN_MS = 15_000

/** Options of a call that tell how old its answer is. */
export interface AnswerCall {
  readonly onReply: (reply: AnsweredBy) => void
}
