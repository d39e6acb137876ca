import {
  type Operation,
  errorSchemas,
  inputOf,
  literal,
  operations,
  paramsSchema,
  readAnswer,
  resourcesOf,
  schemasOf,
} from './workload.ts'

/** The same API written for a peer, in the form its documentation shows. */
export interface Peer {
  readonly name: string
  readonly packageName: string
  program(endpoints: number): Record<string, string>
}

/** Contract-first peers with typed errors. openapi-fetch has generated types instead of schemas and validates nothing. */
export const peers: readonly Peer[] = [
  { name: 'oRPC', packageName: '@orpc/client', program: (endpoints) => programOf(endpoints, orpc) },
  { name: 'openapi-fetch', packageName: 'openapi-fetch', program: (endpoints) => programOf(endpoints, openapiFetch) },
  { name: 'ts-rest', packageName: '@ts-rest/core', program: (endpoints) => programOf(endpoints, tsRest) },
]

export interface Emitter {
  /** What its calls import beside the client. */
  readonly imports?: string
  /** Modules beside those of the contract. */
  readonly files?: Readonly<Record<string, string>>
  module(resource: string): string
  client(resources: readonly string[]): string
  /** One call with its answer and its errors read, in the body of an async function. */
  call(resource: string, operation: Operation): string
}

export function programOf(
  endpoints: number,
  { imports = '', files = {}, module, client, call }: Emitter,
): Record<string, string> {
  const resources = resourcesOf(endpoints)
  const use = (resource: string): string =>
    operations.map((each) => `export async function ${each.name}() {\n  ${call(resource, each)}\n}`).join('\n')
  const head = `import { client } from './client.ts'\n${imports}`
  return {
    'errors.ts': errorSchemas,
    ...files,
    ...Object.fromEntries(resources.map((resource) => [`${resource}.ts`, module(resource)])),
    'client.ts': `${resources.map((name) => `import * as ${name} from './${name}.ts'`).join('\n')}\n${client(resources)}`,
    ...Object.fromEntries(resources.map((resource) => [`use-${resource}.ts`, `${head}${use(resource)}\n`])),
  }
}

export const orpc: Emitter = {
  imports: `import { isDefinedError, safe } from '@orpc/client'\n`,
  module: (resource) => `import { oc } from '@orpc/contract'
${schemasOf(resource)}
const failures = { NOT_FOUND: { status: 404, data: Problem }, CONFLICT: { status: 409, data: Conflict }, UNPROCESSABLE_CONTENT: { status: 422, data: Invalid } }
${operations
  .map((operation) => {
    const { name, method, path, query, body, status, answer } = operation
    const route = `{ method: '${method.toUpperCase()}', path: '/${resource}${path}', successStatus: ${status}, inputStructure: 'detailed' }`
    const parts = literal({ params: paramsSchema(operation), query: query && 'Query', body })
    const input = parts === '{  }' ? '' : `.input(z.object(${parts}))`
    return `export const ${name} = oc.route(${route})${input}.output(${answer}).errors(failures)`
  })
  .join('\n')}
`,
  client: (resources) => `import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { JsonifiedClient } from '@orpc/openapi-client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
const contract = { ${resources.join(', ')} }
const link = new OpenAPILink(contract, { url: 'https://harbour.example' })
export const client: JsonifiedClient<ContractRouterClient<typeof contract>> = createORPCClient(link)
`,
  call: (resource, operation) => {
    const input = literal(inputOf(resource, operation))
    return `const [error, data] = await safe(client.${resource}.${operation.name}(${input === '{  }' ? '' : input}))
  if (!error) return ${readAnswer(resource, operation, 'data')}
  if (!isDefinedError(error)) return error.message
  if (error.code === 'NOT_FOUND') return error.data.title
  if (error.code === 'CONFLICT') return error.data.takenBy
  return error.data.issues[0]?.path`
  },
}

const tsRest: Emitter = {
  module: (resource) => `import { initContract } from '@ts-rest/core'
${schemasOf(resource)}
const contract = initContract()
export const router = contract.router({
${operations
  .map((operation) => {
    const { name, method, path, query, body, status, answer } = operation
    const definition = literal({
      method: `'${method.toUpperCase()}'`,
      path: `'/${resource}${path.replaceAll(/\{(\w+)\}/g, ':$1')}'`,
      pathParams: paramsSchema(operation),
      query: query && 'Query',
      body: body ?? (method === 'delete' ? 'contract.noBody()' : undefined),
      responses: literal({ [status]: answer, 404: 'Problem', 409: 'Conflict', 422: 'Invalid' }),
    })
    return `  ${name}: ${definition},`
  })
  .join('\n')}
})
`,
  client: (resources) => `import { initClient, initContract } from '@ts-rest/core'
const contract = initContract().router({ ${resources.map((name) => `${name}: ${name}.router`).join(', ')} })
export const client = initClient(contract, { baseUrl: 'https://harbour.example' })
`,
  call: (resource, operation) => {
    const input = literal(inputOf(resource, operation))
    return `const result = await client.${resource}.${operation.name}(${input === '{  }' ? '' : input})
  if (result.status === ${operation.status}) return ${readAnswer(resource, operation, 'result.body')}
  if (result.status === 404) return result.body.title
  if (result.status === 409) return result.body.takenBy
  if (result.status === 422) return result.body.issues[0]?.path
  return result.status`
  },
}

export const openapiFetch: Emitter = {
  module: (resource) => {
    const json = (type: string): string => `{ headers: {}; content: { 'application/json': ${type} } }`
    const operation = ({ method, params, query, body, status, answer }: Operation): string => `    ${method}: {
      parameters: { ${params ? `path: { ${params.map((name) => `${name}: string`).join('; ')} };` : ''} ${query ? 'query?: { page?: number; search?: string }' : ''} }
      ${body ? `requestBody: { content: { 'application/json': ${body} } }` : ''}
      responses: { ${status}: ${json(answer)}; 404: ${json('Problem')}; 409: ${json('Conflict')}; 422: ${json('Invalid')} }
    }`
    const byPath = Map.groupBy(operations, ({ path }) => path)
    return `interface Problem { type: string; title: string }
interface Conflict { takenBy: string }
interface Invalid { issues: { path: string; message: string }[] }
interface Action { reason: string }
interface New {
  ${resource}: string; length: number; moored: boolean; flag?: string; tags: string[]
  position: { latitude: number; longitude: number }; kind: 'cargo' | 'ferry'; berth: string | null; draught: number
  visits: { harbour: string; days: number }[]; owner: string
}
interface Model extends New { id: string }
interface List { items: Model[]; total: number }
interface Stats { ${resource}Count: number }
export interface Paths {
${[...byPath].map(([path, each]) => `  '/${resource}${path}': {\n${each.map(operation).join('\n')}\n  }`).join('\n')}
}
`
  },
  client: (resources) => `import createClient from 'openapi-fetch'
interface Paths extends ${resources.map((name) => `${name}.Paths`).join(', ')} {}
export const client = createClient<Paths>({ baseUrl: 'https://harbour.example' })
`,
  call: (resource, operation) => {
    const { params, query, body } = inputOf(resource, operation)
    const parameters = params || query ? literal({ path: params, query }) : undefined
    const options = literal({ params: parameters, body })
    const path = `'/${resource}${operation.path}'`
    return `const { data, error } = await client.${operation.method.toUpperCase()}(${path}${options === '{  }' ? '' : `, ${options}`})
  if (data) return ${readAnswer(resource, operation, 'data')}
  if ('title' in error) return error.title
  if ('takenBy' in error) return error.takenBy
  return error.issues[0]?.path`
  },
}
