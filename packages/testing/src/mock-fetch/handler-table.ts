import { configError, isContractGroup, isEndpoint } from '@fairlead/core'
import type { Route } from './routes.ts'

/** The handlers that are in force. */
export interface HandlerTable {
  /** The handler of an endpoint; undefined where it has none. */
  find(route: Route): unknown
  use(handlers: object): () => void
  reset(): void
}

/** Keeps handlers over one another, the latest on top. @throws `config` for an endpoint that the contract has not */
export function handlerTable(contract: object, handlers: object): HandlerTable {
  checkNames(contract, handlers, [])
  let layers: readonly object[] = [handlers]
  return {
    find({ path }) {
      for (const layer of layers.toReversed()) {
        const handler = path.reduce<unknown>(
          (group, key) => (group as Record<string, unknown> | undefined)?.[key],
          layer,
        )
        if (handler !== undefined) return handler
      }
      return undefined
    },
    use(more) {
      checkNames(contract, more, [])
      // Its own object, so that the same handlers may be used twice.
      const layer = { ...more }
      layers = [...layers, layer]
      return () => void (layers = layers.filter((each) => each !== layer))
    },
    reset: () => void (layers = layers.slice(0, 1)),
  }
}

function checkNames(contract: object, handlers: object, path: readonly string[]): void {
  for (const [key, handler] of Object.entries(handlers)) {
    const here = [...path, key]
    const declared: unknown = Object.hasOwn(contract, key) ? Reflect.get(contract, key) : undefined
    if (isEndpoint(declared) || handler === undefined) continue
    if (!isContractGroup(declared)) throw configError(`mockFetch: the contract has no endpoint '${here.join('.')}'`)
    checkNames(declared, handler as object, here)
  }
}
