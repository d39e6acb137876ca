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

/** How failures are declared: each by its status, or by range and default as well. */
export type Failures = 'exact' | 'ranges'

const declared = {
  exact: { 404: 'Problem', 409: 'Conflict', 422: 'Invalid' },
  ranges: { 404: 'Problem', "'4XX'": 'Invalid', default: 'Conflict' },
}
const read = {
  exact: `if (result.status === 404) return result.data.title
  if (result.status === 409) return result.data.takenBy
  if (result.status === 422) return result.data.issues[0]?.path`,
  ranges: `if (result.status === 404) return result.data.title
  if (result.status === 409) return result.data.issues[0]?.path
  if (result.status === 503) return result.data.takenBy`,
}

/** The program a user of Fairlead would write: contract modules, a client with four plugins, a call of every endpoint. */
export function fairlead(endpoints: number, failures: Failures): Record<string, string> {
  const resources = resourcesOf(endpoints)
  return {
    'errors.ts': errorSchemas,
    ...Object.fromEntries(resources.map((name) => [`${name}.ts`, contractModule(name, failures)])),
    'plugins.ts': plugins,
    'client.ts': client(resources),
    ...Object.fromEntries(resources.map((name) => [`use-${name}.ts`, calls(name, failures)])),
  }
}

export function contractModule(resource: string, failures: Failures): string {
  const endpoint = (operation: Operation): string => {
    const { name, method, path, query, body, status, answer } = operation
    const definition = literal({
      params: paramsSchema(operation),
      query: query && 'Query',
      body,
      responses: literal({ [status]: answer, ...declared[failures] }),
    })
    return `export const ${name} = ${method === 'delete' ? 'del' : method}('/${resource}${path}', ${definition})`
  }
  return `import { del, get, patch, post } from '@fairlead/core'
${schemasOf(resource)}${operations.map(endpoint).join('\n')}
`
}

/** Each with an option of its own for calls, an API for the client, and an error. */
export const plugins = `import type { Plugin, RejectedError } from '@fairlead/core'
${['auth', 'cache', 'queue', 'monitoring']
  .map(
    (name) => `
export interface ${name}Error extends RejectedError { readonly reason: '${name}' }
export interface ${name}Api { snapshot(): { readonly ${name}: number } }
const is${name} = (value: unknown): value is '${name}' | false => value === '${name}' || value === false
export const ${name} = (): Plugin<'${name}', { ${name}Mode: typeof is${name} }, ${name}Api, ${name}Error> => ({
  name: '${name}',
  options: { ${name}Mode: is${name} },
  install: () => ({ api: { snapshot: () => ({ ${name}: 1 }) } }),
})`,
  )
  .join('\n')}
`

/** The module whose declaration is measured. */
export function client(resources: readonly string[]): string {
  return `import { createClient } from '@fairlead/core'
import { auth, cache, monitoring, queue } from './plugins.ts'
${resources.map((name) => `import * as ${name} from './${name}.ts'`).join('\n')}
export const client = createClient({
  baseUrl: 'https://harbour.example',
  contract: { ${resources.join(', ')} },
  plugins: [auth(), cache(), queue(), monitoring()],
})
`
}

function calls(resource: string, failures: Failures): string {
  const call = (operation: Operation): string => `
export async function ${operation.name}() {
  const result = await client.api.${resource}.${operation.name}(${literal(inputOf(resource, operation))}, { queueMode: false }).result()
  if (result.ok) return ${readAnswer(resource, operation, 'result.data')}
  ${read[failures]}
  if (result.error.kind === 'rejected') return result.error.reason
  return result.error.kind
}`
  return `import { client } from './client.ts'\n${operations.map(call).join('\n')}\n`
}
