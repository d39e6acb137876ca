import { createClient, get } from '@fairlead/core'
import { expect, test } from 'vitest'
import { failureOf, rig } from './support/rig.ts'

test('an input part that no endpoint has is refused before anything is sent', async () => {
  const { base, sent } = rig([{ json: 1 }])
  const client = createClient({ ...base, contract: { list: get('/vessels') } })
  const misspelt: object = { qeury: { flag: 'NL' } }
  const error = await failureOf(client.api.list(misspelt))
  expect(error).toMatchObject({ kind: 'config', message: "GET /vessels: unknown option 'qeury'" })
  expect(sent).toHaveLength(0)
})
