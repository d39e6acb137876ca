import { type JsonObject, objectsOf } from './json-object.ts'
import { below } from './pointer.ts'

/** A parameter and where it is used. */
export interface Placed {
  readonly node: JsonObject & { readonly name: string }
  readonly pointer: string
}

/**
 * The parameters of an operation: those of its path, where it has no own one of the same name.
 *
 * @param refuse told of a parameter that cannot be told from another one
 */
export function parametersOf(
  pathItem: readonly [node: JsonObject, pointer: string],
  operation: readonly [node: JsonObject, pointer: string],
  refuse: (pointer: string, what: string) => void = () => undefined,
): Placed[] {
  const byKey = new Map<string, Placed>()
  for (const [{ parameters }, pointer] of [pathItem, operation]) {
    const inList = new Set<string>()
    for (const [index, node] of objectsOf(parameters).entries()) {
      const at = below(pointer, 'parameters', index)
      const { name, in: place } = node
      if (typeof name === 'string' && name !== '') {
        const key = parameterKey(place, name)
        if (inList.has(key)) refuse(at, `The parameter '${name}' a second time; the first is taken.`)
        else byKey.set(key, { node: node as Placed['node'], pointer: at })
        inList.add(key)
      } else refuse(at, 'A parameter without a name.')
    }
  }
  return [...byKey.values()]
}

/** What tells parameters apart: their place and their name, which in a header has no case. */
export function parameterKey(place: unknown, name: string): string {
  return `${String(place)}:${place === 'header' ? name.toLowerCase() : name}`
}

const IGNORED: ReadonlySet<string> = new Set(['header:accept', 'header:authorization', 'header:content-type'])

/** Whether OpenAPI leaves a header field to media types and to security. */
export function isIgnored({ in: place, name }: Placed['node']): boolean {
  return IGNORED.has(parameterKey(place, name))
}

/** The names that a path template has, each once. */
export function pathNames(path: string): string[] {
  return [...new Set(Array.from(path.matchAll(/\{([^{}]+)\}/g), ([, name]) => name ?? ''))]
}
