import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AnyEndpoint, createClient, isFairleadError } from '@fairlead/core'
import type { OpenApiDocument } from '@fairlead/openapi'
import { checkDocument } from '@fairlead/openapi/check'
import { mockTransport } from '@fairlead/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { exportsOf, programsOf, run } from '../../../tools/guide-programs.ts'

const [moorings = '', live = ''] = programsOf('openapi')
const [check = ''] = programsOf('openapi-check')
const [importing = '', validated = ''] = programsOf('openapi-import')

const HARBOUR = `
openapi: 3.1.0
info: { title: Harbour, version: 1.0.0 }
security: [{ nobody: [] }]
paths:
  /vessels:
    get: { operationId: vessels, responses: { 200: { description: OK } } }
    trace: { responses: { 200: { description: OK } } }
`

describe('the guide to documents', () => {
  test('makes a document that nothing is wrong with', async () => {
    const { document } = await exportsOf<{ document: OpenApiDocument }>(moorings)
    expect(await checkDocument(document)).toEqual([])
    expect(document.paths?.['/vessels/{id}/moorings']?.get?.responses?.['200']?.description).toBe('The latest first')
  })

  test('makes the document of a live connection', async () => {
    const { live: document } = await exportsOf<{ live: object }>(live)
    expect(document).toMatchObject({ asyncapi: '3.0.0', channels: { link: { address: '/live' } } })
  })

  test('shows a schema that checks what it carries', async () => {
    const { berth } = await exportsOf<{ berth: AnyEndpoint }>(validated)
    const transport = mockTransport([{ json: { number: 1, next: { number: 2 } } }, { json: { number: 1, next: {} } }])
    const client = createClient({ baseUrl: 'https://harbour.example', transport })
    const ask = () => client.request(berth as never, { params: { number: 1 } } as never)
    expect(await ask()).toEqual({ number: 1, next: { number: 2 } })
    const failure: unknown = await ask().catch((error: unknown) => error)
    expect(isFairleadError(failure) && failure.kind).toBe('validation')
  })
})

describe('beside a document', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'guide-'))
    writeFileSync(join(folder, 'harbour.yaml'), HARBOUR)
    vi.spyOn(process, 'cwd').mockReturnValue(folder)
  })
  afterEach(() => {
    vi.restoreAllMocks()
    rmSync(folder, { recursive: true })
  })

  test('the program that checks it says what is wrong, and where', async () => {
    const shown = await run(check, fetch)
    expect(shown.flat()).toContainEqual(expect.stringMatching(/^error #\/security.*nobody.*\(security\)$/))
  })

  test('the program that imports it writes modules, and tells what they do not have', async () => {
    const shown = await run(importing, fetch)
    expect(existsSync(join(folder, 'src/api/index.ts'))).toBe(true)
    expect(shown).toContainEqual(['#/paths/~1vessels/trace', expect.stringMatching(/TRACE/i)])
  })
})
