import { type AnyEndpoint, isContractGroup, isEndpoint } from '@fairlead/core'

/** The places of an endpoint in a contract: it may have several. */
export type Paths = (endpoint: AnyEndpoint) => readonly (readonly string[])[]

/** Makes the index of a contract by endpoint, when it is first asked. */
export function createPaths(contract: object): Paths {
  let paths: Map<AnyEndpoint, (readonly string[])[]> | undefined
  return (endpoint) => (paths ??= pathsIn(contract)).get(endpoint) ?? []
}

function pathsIn(contract: object): Map<AnyEndpoint, (readonly string[])[]> {
  const paths = new Map<AnyEndpoint, (readonly string[])[]>()
  function look(group: object, above: readonly string[]): void {
    for (const [name, value] of Object.entries(group) as [string, unknown][]) {
      const path = [...above, name]
      if (isEndpoint(value)) paths.set(value, [...(paths.get(value) ?? []), path])
      else if (isContractGroup(value)) look(value, path)
    }
  }
  look(contract, [])
  return paths
}
