import { importOpenApi, writeFiles } from '@fairlead/openapi/import'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { githubDocument } from '../github-document.ts'
import { endpointsOf } from './contract.ts'
import { readDocument } from './document.ts'
import { type Verdict, judge } from './judge.ts'

const here = import.meta.dirname
// Beside the program, where its imports find the packages.
const contracts = join(here, '.contracts')

beforeAll(() => {
  rmSync(contracts, { recursive: true, force: true })
  mkdirSync(contracts)
})

async function contractOf(name: string, file: string): Promise<string> {
  const folder = join(contracts, name)
  mkdirSync(folder, { recursive: true })
  await writeFiles(folder, (await importOpenApi(file)).files)
  return folder
}

async function verdictOf(name: string, file: string, samples: number): Promise<Verdict> {
  const endpoints = await endpointsOf(await contractOf(name, file))
  return judge(readDocument(file), endpoints, { samples, seed: 'fairlead', progress })
}

function progress(done: number, all: number): void {
  if (done % 200 === 0) console.log(`${done} of ${all} operations`)
}

describe('an imported contract sends what the document says', () => {
  test.each(readdirSync(join(here, 'documents')))('%s', async (name) => {
    const verdict = await verdictOf(name, join(here, 'documents', name), 12)
    expect(verdict.differences).toEqual([])
    expect(verdict.missing).toEqual([])
    expect(verdict.requests).toBe(verdict.operations * 12)
  })

  test("all operations of GitHub's document", async () => {
    const verdict = await verdictOf('github', githubDocument(), 3)
    expect(verdict.differences).toEqual([])
    expect(verdict.missing).toEqual([])
    expect(verdict.requests).toBe(3 * 1223)
  })
})

type Endpoint = Awaited<ReturnType<typeof endpointsOf>> extends ReadonlyMap<string, infer E> ? E : never

const changed = (definition: Endpoint['definition']) => (endpoint: Endpoint) => ({
  ...endpoint,
  definition: { ...endpoint.definition, ...definition },
})

describe('a contract that sends something else is found out by', () => {
  // A value that the contract has no style for is refused.
  test.each<[string, string, (endpoint: Endpoint) => Endpoint]>([
    ['method', 'bodies.yaml', (endpoint) => ({ ...endpoint, method: 'DELETE' })],
    ['path', 'path-styles.yaml', (endpoint) => ({ ...endpoint, path: `${endpoint.path}/` })],
    ['ValidationError', 'path-styles.yaml', changed({ styles: {} })],
    ['query parameter', 'query-styles.yaml', changed({ styles: {} })],
    ['header', 'headers.yaml', changed({ styles: {} })],
    ['content-type', 'bodies.yaml', changed({ contentType: 'application/x-other' })],
    ['accept', 'bodies.yaml', changed({ accept: 'application/x-other' })],
    ['body', 'forms.yaml', changed({ bodyType: 'json' })],
    ['ValidationError', 'multipart.yaml', changed({ styles: {} })],
  ])('its %s (%s)', async (what, name, alter) => {
    const file = join(here, 'documents', name)
    const folder = await contractOf(name, file)
    const altered = new Map([...(await endpointsOf(folder))].map(([key, endpoint]) => [key, alter(endpoint)]))
    const { differences } = await judge(readDocument(file), altered, { samples: 3, seed: 'fairlead' })
    expect(differences.filter((difference) => difference.includes(`) ${what}`))).not.toHaveLength(0)
  })
})
