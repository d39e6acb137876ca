/** One endpoint of the generated API, in a form every peer's contract can be written from. */
export interface Operation {
  readonly name: string
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  /** What follows the resource in the path. */
  readonly path: string
  readonly params?: readonly string[]
  readonly query?: true
  /** The name of the body's schema in the module. */
  readonly body?: 'New' | 'Action'
  readonly status: 200 | 201
  readonly answer: 'List' | 'Model' | 'Stats'
}

/** The ten endpoints each resource has. */
export const operations: readonly Operation[] = [
  { name: 'list', method: 'get', path: '', query: true, status: 200, answer: 'List' },
  { name: 'byId', method: 'get', path: '/{id}', params: ['id'], status: 200, answer: 'Model' },
  { name: 'create', method: 'post', path: '', body: 'New', status: 201, answer: 'Model' },
  { name: 'update', method: 'patch', path: '/{id}', params: ['id'], body: 'New', status: 200, answer: 'Model' },
  { name: 'remove', method: 'delete', path: '/{id}', params: ['id'], status: 200, answer: 'Model' },
  { name: 'subs', method: 'get', path: '/{id}/subs', params: ['id'], query: true, status: 200, answer: 'List' },
  { name: 'sub', method: 'get', path: '/{id}/subs/{sub}', params: ['id', 'sub'], status: 200, answer: 'Model' },
  { name: 'addSub', method: 'post', path: '/{id}/subs', params: ['id'], body: 'New', status: 201, answer: 'Model' },
  { name: 'act', method: 'post', path: '/{id}/action', params: ['id'], body: 'Action', status: 200, answer: 'Model' },
  { name: 'stats', method: 'get', path: '/stats', status: 200, answer: 'Stats' },
]

/** The resources of an API of that many endpoints. */
export function resourcesOf(endpoints: number): string[] {
  return Array.from({ length: endpoints / operations.length }, (_, index) => `resource${index}`)
}

/** The errors every endpoint declares, as a module of zod schemas. */
export const errorSchemas = `import * as z from 'zod'
export const Problem = z.object({ type: z.string(), title: z.string() })
export const Conflict = z.object({ takenBy: z.string() })
export const Invalid = z.object({ issues: z.array(z.object({ path: z.string(), message: z.string() })) })
`

/** The zod schemas of one resource: twelve fields, two of them nested, no two resources alike. */
export function schemasOf(resource: string): string {
  return `import * as z from 'zod'
import { Conflict, Invalid, Problem } from './errors.ts'
const Id = z.object({ id: z.string() })
const IdAndSub = z.object({ id: z.string(), sub: z.string() })
const Query = z.object({ page: z.number().optional(), search: z.string().optional() })
const Action = z.object({ reason: z.string() })
const Model = z.object({
  id: z.string(), ${resource}: z.string(), length: z.number(), moored: z.boolean(), flag: z.string().optional(),
  tags: z.array(z.string()), position: z.object({ latitude: z.number(), longitude: z.number() }),
  kind: z.enum(['cargo', 'ferry']), berth: z.string().nullable(), draught: z.number(),
  visits: z.array(z.object({ harbour: z.string(), days: z.number() })), owner: z.string(),
})
const New = Model.omit({ id: true })
const List = z.object({ items: z.array(Model), total: z.number() })
const Stats = z.object({ ${resource}Count: z.number() })
`
}

/** The schema of an endpoint's path parameters. */
export function paramsSchema({ params }: Operation): string | undefined {
  return params && (params.length === 1 ? 'Id' : 'IdAndSub')
}

/** Values for the parts of an endpoint's input, as source text. */
export function inputOf(resource: string, { params, query, body }: Operation): Record<string, string> {
  const fresh = `{ ${resource}: 'n', length: 1, moored: true, tags: [], position: { latitude: 1, longitude: 2 },
    kind: 'ferry', berth: null, draught: 1, visits: [], owner: 'o' }`
  return {
    ...(params && { params: `{ ${params.map((name) => `${name}: 'x'`).join(', ')} }` }),
    ...(query && { query: '{ page: 1 }' }),
    ...(body && { body: body === 'New' ? fresh : `{ reason: 'storm' }` }),
  }
}

/** Reads a member of an endpoint's answer that no other resource has (`List`: the number of its items). */
export function readAnswer(resource: string, { answer }: Operation, data: string): string {
  if (answer === 'List') return `${data}.items[0]?.${resource}`
  return answer === 'Stats' ? `${data}.${resource}Count` : `${data}.${resource}`
}

/** Writes an object literal, leaving out what is undefined. */
export function literal(members: Readonly<Record<string, string | undefined>>): string {
  const written = Object.entries(members).filter(([, value]) => value !== undefined)
  return `{ ${written.map(([name, value]) => `${name}: ${value}`).join(', ')} }`
}
