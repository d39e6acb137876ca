import { type AnyEndpoint, isContractGroup, isEndpoint } from '@fairlead/core'

/** An endpoint of a contract, and where the contract has it. */
export interface Route {
  /** Such as `vessels.byId`. */
  readonly name: string
  readonly path: readonly string[]
  readonly endpoint: AnyEndpoint
}

/** What a contract has for a request. */
export interface Match {
  /** Undefined where the path is known and the method is not. */
  readonly route: Route | undefined
  /** The path parameters as they came. */
  readonly params: Readonly<Record<string, string>>
  /** The methods that the path has. */
  readonly allow: readonly string[]
}

/** Finds what a contract has for a method and a percent-encoded path; undefined for a path that it does not have. */
export type FindRoute = (method: string, pathname: string) => Match | undefined

/** Makes the routes of a contract. Where several templates fit a path, that with the more exact segments is taken, from the left. */
export function createRoutes(contract: object): FindRoute {
  const compiled = routesOf(contract, []).map((route) => compile(route))
  compiled.sort((one, other) => (one.exactness < other.exactness ? 1 : one.exactness > other.exactness ? -1 : 0))
  return (method, pathname) => {
    const here = compiled.flatMap((candidate) => {
      const values = candidate.pattern.exec(pathname)
      return values ? [{ ...candidate, values: values.slice(1) }] : []
    })
    const [best] = here
    if (!best) return undefined
    const found = here.find(({ route }) => route.endpoint.method === method)
    const { route, names, values } = found ?? best
    return {
      route: found && route,
      params: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
      allow: [...new Set(here.map((candidate) => candidate.route.endpoint.method))],
    }
  }
}

/** The endpoints of a contract, with what they are called in it. */
function routesOf(contract: object, path: readonly string[]): Route[] {
  return Object.entries(contract).flatMap(([key, value]: [string, unknown]) => {
    const here = [...path, key]
    if (isEndpoint(value)) return [{ name: here.join('.'), path: here, endpoint: value }]
    return isContractGroup(value) ? routesOf(value, here) : []
  })
}

interface Compiled {
  readonly route: Route
  readonly names: readonly string[]
  readonly pattern: RegExp
  /** Compares as text: for each segment a digit, the more exact the higher, and how much of it is fixed. */
  readonly exactness: string
}

function compile(route: Route): Compiled {
  const [path = ''] = route.endpoint.path.split(/[?#]/)
  const parts = path.split(/\{([^{}]+)\}/)
  const source = parts.map((part, index) => (index % 2 ? '([^/]+)' : escapeRegExp(encoded(part))))
  const segments = path.split('/').map((segment) => {
    const fixed = segment.replaceAll(/\{[^{}]+\}/g, '').length
    const kind = fixed === segment.length ? '2' : fixed > 0 ? '1' : '0'
    return kind + String(fixed).padStart(4, '0')
  })
  return {
    route,
    names: parts.filter((_, index) => index % 2),
    pattern: new RegExp(`^${source.join('')}$`),
    exactness: segments.join('/'),
  }
}

/** A fixed part of a template as a URL has it. */
function encoded(text: string): string {
  return text.replaceAll(/[^\u0021-\u007e]/gu, (character) => encodeURIComponent(character))
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
}
