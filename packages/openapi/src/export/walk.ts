import { type AnyEndpoint, isContractGroup, isEndpoint } from '@fairlead/core'

/** An endpoint and where the contract has it. */
export interface Found {
  /** The path in the contract, such as `vessels.byId`. */
  readonly path: string
  /** The name of the group it is in. */
  readonly group: string | undefined
  readonly endpoint: AnyEndpoint
}

/** The endpoints of a contract in its order, as `createClient` finds them. */
export function* endpointsOf(contract: object, above: readonly string[] = []): Generator<Found, void> {
  for (const [name, value] of Object.entries(contract) as [string, unknown][]) {
    const path = [...above, name]
    if (isEndpoint(value)) yield { path: path.join('.'), group: above.at(-1), endpoint: value }
    else if (isContractGroup(value)) yield* endpointsOf(value, path)
  }
}

/** What to call an endpoint in a sentence. */
export function nameOf({ method, path }: AnyEndpoint): string {
  return `${method} ${path}`
}
