import { type Row, type Table, versionOf } from '../report.ts'
import { check, compilerVersion, install, writeProgram } from './compile.ts'
import { client, contractModule, plugins } from './fairlead.ts'
import { type Emitter, openapiFetch, orpc, programOf } from './peers.ts'
import { rowOf, withRatios } from './types.ts'
import { type Operation, inputOf, literal, readAnswer } from './workload.ts'

const limits: Readonly<Record<number, number>> = { 200: 200_000, 1000: 950_000 }

/** What contracts cost the compiler with a hook of TanStack Query for every endpoint, its data and its errors read. */
export async function hooks(): Promise<Table[]> {
  install('core', 'query')
  return [200, 1000].map((endpoints) => {
    const row = (name: string, emitter: Emitter, limit?: number): Row => {
      const folder = writeProgram(`hooks-${name.split(' ')[0]}-${endpoints}`, programOf(endpoints, emitter))
      return rowOf(name, check(folder), endpoints, limit)
    }
    return {
      title: `Types: ${endpoints} endpoints, each in a hook of React Query; zod, four plugins, TypeScript ${compilerVersion}`,
      unit: 'instantiations',
      rows: withRatios([
        row('Fairlead', ours, limits[endpoints]),
        row(`oRPC ${versionOf('@orpc/tanstack-query')}`, orpcHooks),
        row(`openapi-react-query ${versionOf('openapi-react-query')}`, openapiHooks),
      ]),
      notes: ['openapi-react-query has generated types instead of zod schemas: it validates nothing.'],
    }
  })
}

const imports = `import { useMutation, useQuery } from '@tanstack/react-query'\n`

const ours: Emitter = {
  imports,
  files: { 'plugins.ts': plugins },
  module: (resource) => contractModule(resource, 'exact'),
  client: (resources) => `import { createQueries } from '@fairlead/query'
${withoutModules(client(resources)).replace('export const client', 'const made')}export const client = createQueries(made)
`,
  call: (
    resource,
    operation,
  ) => `${hook(operation, `client.${resource}.${operation.name}`, inputOf(resource, operation))}
  if (made.error?.kind === 'http') {
    if (made.error.status === 404) return made.error.data.title
    if (made.error.status === 409) return made.error.data.takenBy
    if (made.error.status === 422) return made.error.data.issues[0]?.path
  }
  return ${readAnswer(resource, operation, 'made.data?')}`,
}

/** The modules of the contract are imported where every client is made. */
function withoutModules(program: string): string {
  return program.replace(/^import \* as .*\n/gm, '')
}

/** A hook of one endpoint, whose result is `made`. */
function hook({ method }: Operation, endpoint: string, parts: Readonly<Record<string, string>>): string {
  const input = literal(parts)
  const given = input === '{  }' ? '' : input
  return method === 'get'
    ? `const made = useQuery(${endpoint}.queryOptions(${given}))`
    : `const made = useMutation(${endpoint}.mutationOptions())\n  made.mutate(${given})`
}

const orpcHooks: Emitter = {
  ...orpc,
  imports: `${imports}import { isDefinedError } from '@orpc/client'\n`,
  client: (resources) => `import { createTanstackQueryUtils } from '@orpc/tanstack-query'
${orpc.client(resources).replace('export const client', 'const made').replace('createORPCClient(link)', 'createORPCClient(link)\nexport const client = createTanstackQueryUtils(made)')}`,
  call(resource, operation) {
    const input = literal(inputOf(resource, operation))
    const endpoint = `client.${resource}.${operation.name}`
    const given = input === '{  }' ? '' : input
    const used =
      operation.method === 'get'
        ? `const made = useQuery(${endpoint}.queryOptions(${given && `{ input: ${given} }`}))`
        : `const made = useMutation(${endpoint}.mutationOptions())\n  made.mutate(${given})`
    return `${used}
  if (isDefinedError(made.error)) {
    if (made.error.code === 'NOT_FOUND') return made.error.data.title
    if (made.error.code === 'CONFLICT') return made.error.data.takenBy
    return made.error.data.issues[0]?.path
  }
  return ${readAnswer(resource, operation, 'made.data?')}`
  },
}

const openapiHooks: Emitter = {
  ...openapiFetch,
  client: (resources) => `import createHooks from 'openapi-react-query'
${openapiFetch.client(resources).replace('export const client', 'const made')}export const client = createHooks(made)
`,
  call(resource, operation) {
    const { params, query, body } = inputOf(resource, operation)
    const parameters = params || query ? literal({ path: params, query }) : undefined
    const options = literal({ params: parameters, body })
    const given = options === '{  }' ? '' : options
    const place = `'${operation.method}', '/${resource}${operation.path}'`
    const used =
      operation.method === 'get'
        ? `const made = client.useQuery(${place}${given && `, ${given}`})`
        : `const made = client.useMutation(${place})\n  made.mutate(${given || '{}'})`
    return `${used}
  if (made.error) {
    if ('title' in made.error) return made.error.title
    if ('takenBy' in made.error) return made.error.takenBy
    return made.error.issues[0]?.path
  }
  return ${readAnswer(resource, operation, 'made.data?')}`
  },
}
