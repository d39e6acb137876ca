import { type Update, configError, hostOf } from '@fairlead/core'
import type { QueryClient } from '@tanstack/query-core'
import { type EndpointKey, keyInput } from '../key.ts'
import type { QueryHost } from '../query-host.ts'
import { identityNow } from '../session.ts'
import type { Paths } from './paths.ts'

/** Answers which queries an update means, by their hashes: those of whoever is there now. */
export type Targets = (update: Update) => readonly string[]

/** Makes what finds the queries of updates. */
export function createTargets({ api, client }: QueryHost, queryClient: QueryClient, paths: Paths): Targets {
  const core = hostOf(client)
  return ({ endpoint, input }) => {
    const { auth = core.auth } = endpoint.definition
    const scope = auth === 'public' ? { api } : { api, session: identityNow(client.session) }
    const found = paths(endpoint)
    if (found.length === 0)
      throw configError(`update: the contract has no endpoint ${endpoint.method} ${endpoint.path}`)
    return found.map((path) => {
      const queryKey: EndpointKey = [scope, path, keyInput(input, path), 'query']
      return queryClient.defaultQueryOptions({ queryKey }).queryHash
    })
  }
}
