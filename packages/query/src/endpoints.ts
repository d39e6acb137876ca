import { type AnyEndpoint, isEndpoint } from '@fairlead/core'

/** The endpoints of a contract by their path in it. */
export interface EndpointIndex {
  at(path: readonly string[]): AnyEndpoint | undefined
}

/** Makes the index of a contract, which is looked through when it is first asked. */
export function indexOf(contract: unknown): EndpointIndex {
  return {
    at(path) {
      let found: unknown = contract
      for (const name of path) {
        if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
        found = (found as Record<string, unknown>)[name]
      }
      return isEndpoint(found) ? found : undefined
    },
  }
}
