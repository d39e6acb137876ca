import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'

test('the kind of an error says what else it has', async () => {
  const { gql } = scriptedClient(() => new Response('busy', { status: 404 }))
  const { error } = await gql.query('{ me }')
  const status = error?.kind === 'http' ? error.status : undefined
  const reason = error?.kind === 'graphql' && 'reason' in error ? error.reason : undefined
  expect([status, reason]).toEqual([404, undefined])
})
