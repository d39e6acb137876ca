import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OpenApiDocument } from '@fairlead/openapi'
import { importOpenApi, readDocument, writeFiles } from '@fairlead/openapi/import'
import { afterAll, expect, test } from 'vitest'
import { githubDocument } from '../../../../tools/github-document.ts'
import { normalise } from '../../src/document/normalise.ts'

const folder = mkdtempSync(join(tmpdir(), 'fairlead-round-trip-'))
const PROGRAM = `
import { writeFileSync } from 'node:fs'
import { toOpenApi } from '@fairlead/openapi'
import * as api from './api/index.ts'
import { openapi } from './api/openapi.ts'
writeFileSync(new URL('document.json', import.meta.url), JSON.stringify(toOpenApi(api, openapi)))
`

afterAll(() => rmSync(folder, { recursive: true }))

test("GitHub's document is the same after import and export", { timeout: 300_000 }, async () => {
  const { files, unsupported } = await importOpenApi(githubDocument())
  await writeFiles(join(folder, 'api'), files)
  symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(folder, 'node_modules'), 'junction')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'export.ts'), PROGRAM)
  const run = spawnSync(process.execPath, ['--conditions=@fairlead/source', join(folder, 'export.ts')], {
    encoding: 'utf8',
  })
  expect(run.stderr).toBe('')

  const exported = JSON.parse(readFileSync(join(folder, 'document.json'), 'utf8')) as OpenApiDocument
  const { document } = await readDocument(githubDocument())
  const without = unsupported.filter(({ kept }) => !kept).map(({ pointer }) => pointer)
  const [before, after] = [normalise(document, { without }), normalise(exported)]

  expect(Object.keys(after.paths ?? {})).toHaveLength(Object.keys(before.paths ?? {}).length)
  // Compared in parts: what differs is then shown, and not thirteen megabytes.
  for (const [path, item] of Object.entries(before.paths ?? {})) expect(after.paths?.[path]).toEqual(item)
  for (const [name, schema] of Object.entries(before.components?.schemas ?? {})) {
    expect(after.components?.schemas?.[name]).toEqual(schema)
  }
  expect({ ...after, paths: {}, components: {} }).toEqual({ ...before, paths: {}, components: {} })
})
