import { createClient, fetchTransport } from '@fairlead/core'
import { operation } from '@fairlead/graphql'
import { expect, test } from 'vitest'
import { scriptedFetch } from './support/scripted-fetch.ts'

test('a subscription is no endpoint', () => {
  expect(() => operation('/graphql', 'subscription Berth { berth }')).toThrow(/Berth|subscribe/)
})

test.each([[{}], [{ id: null }], [{ id: undefined }], [undefined]])(
  'a variable that must be given is missing in %j, before anything is sent',
  async (body) => {
    const { fetch, asked } = scriptedFetch(() => Response.json({ data: { vessel: null } }))
    const client = createClient({ baseUrl: 'https://harbour.example', transport: fetchTransport({ fetch }) })
    const file = operation<object>('/graphql', 'query File($id: ID!, $more: Int! = 1) { vessel(id: $id) { id } }')
    const result = await client.request(file, { body } as never).result()
    expect(result).toMatchObject({ ok: false, error: { kind: 'validation', direction: 'input', part: 'body' } })
    expect(asked).toHaveLength(0)
  },
)
