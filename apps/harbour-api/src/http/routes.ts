import { type AnyEndpoint, isEndpoint } from '@fairlead/core'
import type { Asked, Handlers } from './answer.ts'
import { ProblemError } from './problem-error.ts'

/** A handler of which nothing more is known. */
export type AnyHandler = (asked: Asked<unknown, unknown, unknown>) => {
  readonly status: number
  readonly body: unknown
}

/** An endpoint, its handler, and what the path says. */
export interface Match {
  readonly endpoint: AnyEndpoint
  readonly handler: AnyHandler
  readonly params: Readonly<Record<string, string>>
}

interface Route {
  readonly endpoint: AnyEndpoint
  readonly handler: AnyHandler
  readonly pattern: RegExp
}

/** Finds the endpoint of a request. @throws ProblemError 404, or 405 with Allow */
export type FindRoute = (method: string, path: string) => Match

/** Makes the routes of a contract: its endpoints are the only list of paths there is. */
export function createRoutes<C extends Readonly<Record<string, object>>>(
  contract: C,
  handlers: Handlers<C>,
): FindRoute {
  const routes: Route[] = Object.entries(contract).flatMap(([group, endpoints]) =>
    Object.entries(endpoints)
      .filter((entry): entry is [string, AnyEndpoint] => isEndpoint(entry[1]))
      .map(([name, endpoint]) => ({
        endpoint,
        handler: (handlers as unknown as Record<string, Record<string, AnyHandler>>)[group]?.[name] as AnyHandler,
        pattern: patternOf(endpoint.path),
      })),
  )
  return (method, path) => {
    const here = routes.filter(({ pattern }) => pattern.test(path))
    const route = here.find(({ endpoint }) => endpoint.method === method)
    if (route) return { ...route, params: paramsOf(route.pattern, path) }
    if (here.length === 0) throw new ProblemError({ title: 'Not found', status: 404, detail: 'There is no such path.' })
    const allow = here.map(({ endpoint }) => endpoint.method).join(', ')
    throw new ProblemError({ title: 'Method not allowed', status: 405, detail: `Allowed: ${allow}.` }, { allow })
  }
}

function patternOf(template: string): RegExp {
  const source = template.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? `(?<${part}>[^/]+)` : part))
  return new RegExp(`^${source.join('')}$`)
}

function paramsOf(pattern: RegExp, path: string): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(pattern.exec(path)?.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
    )
  } catch {
    throw new ProblemError({ title: 'Broken path', status: 400, detail: 'The path is not percent-encoded UTF-8.' })
  }
}
