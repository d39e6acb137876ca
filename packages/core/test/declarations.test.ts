import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
// Beside another package, so that core is found as a user finds it.
const folder = join(root, 'packages/testing/test')

const contract = `
import { del, get, post } from '@fairlead/core'
import * as z from 'zod'
const Vessel = z.object({ id: z.string(), name: z.string() })
export const list = get('/vessels', { query: z.object({ page: z.number().default(1) }), responses: { 200: z.array(Vessel) } })
export const byId = get('/vessels/{id}', { responses: { 200: Vessel, 404: z.object({ title: z.string() }), default: z.string() } })
export const names = get('/names', { responses: { 200: z.array(Vessel) }, transform: (all) => all.map(({ name }) => name) })
export const photo = get('/vessels/{id}/photo', { view: 'blob' })
export const create = post('/vessels', { body: Vessel, responses: { 201: Vessel, '4XX': z.string() }, invalidates: ['vessels'] })
export const remove = del('/vessels/{id}', { responses: { 204: null } })
`
const client = `
import { createClient, createRetryBudget, createTags, fetchTransport, intercept, ndjson, sse } from '@fairlead/core'
import * as vessels from './contract.ts'
export const language = intercept({ per: 'attempt' })
export const client = createClient({ contract: { vessels }, plugins: [language] })
export const call = client.api.vessels.byId({ params: { id: 1 } })
export const result = call.result()
export const quick = client.get('/x').result()
export const budget = createRetryBudget()
export const tags = createTags()
export const transport = fetchTransport()
export const lines = ndjson(client.get('/x').stream())
export const events = sse(client.get('/x').stream())
export const explain = client.explain
`

describe('declarations', () => {
  test('of a contract and its client name only what core exports', { timeout: 60_000 }, () => {
    const files = new Map([
      [join(folder, 'contract.ts'), contract],
      [join(folder, 'client.ts'), client],
    ])
    const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), (path) => ts.sys.readFile(path))
    const { options: shared } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root)
    const options = { ...shared, declaration: true, emitDeclarationOnly: true, noCheck: false }
    const disk = ts.createCompilerHost(options)
    const host = ts.createCompilerHost(options)
    host.fileExists = (path) => files.has(path) || disk.fileExists(path)
    host.readFile = (path) => files.get(path) ?? disk.readFile(path)
    const program = ts.createProgram([...files.keys()], options, host)
    const problems = [...files.keys()].flatMap((path) => {
      const source = program.getSourceFile(path)
      return [...program.getSemanticDiagnostics(source), ...program.getDeclarationDiagnostics(source)]
    })
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
  })
})
