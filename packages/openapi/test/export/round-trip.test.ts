import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { toOpenApi } from '@fairlead/openapi'
import { checkDocument } from '@fairlead/openapi/check'
import { readDocument } from '@fairlead/openapi/import'
import { expect, test, vi } from 'vitest'
import { normalise } from '../../src/document/normalise.ts'
import * as api from '../print/harbour/api/index.ts'
import { openapi } from '../print/harbour/api/openapi.ts'

// Validators compile their rules anew for each document.
vi.setConfig({ testTimeout: 60_000 })

const file = join(import.meta.dirname, '../print/harbour/harbour.yaml')

test('the document of an imported contract is the document it was made of', async () => {
  const { document } = await readDocument(readFileSync(file, 'utf8'))
  const { paths: { '/health': health, ...paths } = {}, ...rest } = normalise(toOpenApi(api, openapi))
  // The one operation without a name may have one.
  const { operationId: _name, ...get } = { ...health?.get }

  expect({ ...rest, paths: { ...paths, '/health': { ...health, get } } }).toEqual(normalise(document))
})

test('and nothing is wrong with it', async () => {
  expect(await checkDocument(toOpenApi(api, openapi))).toEqual([])
})
