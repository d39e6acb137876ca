import { type AnyEndpoint, isEndpoint } from '@fairlead/core'

/** The endpoints of a contract by their path in it. */
export interface EndpointIndex {
  at(path: readonly string[]): AnyEndpoint | undefined
}

/** Makes the index of a contract. Stores and other pages name endpoints as well, so a path may be anything in a list. */
export function indexOf(contract: unknown): EndpointIndex {
  return {
    at(path: readonly unknown[]) {
      let found: unknown = contract
      for (const name of path) {
        if (typeof name !== 'string' || typeof found !== 'object' || found === null) return undefined
        found = Object.hasOwn(found, name) ? (found as Record<string, unknown>)[name] : undefined
      }
      return isEndpoint(found) ? found : undefined
    },
  }
}
