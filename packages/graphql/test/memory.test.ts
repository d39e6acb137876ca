import { expect, test } from 'vitest'
import { createDocuments } from '../src/document.ts'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse } from './support/scripted-fetch.ts'

test('of 5,000 texts 1,000 are remembered, and a text that was forgotten is known by another number', () => {
  const documents = createDocuments(1_000)
  const first = documents.of('{ n0 }')
  expect(documents.of('{ n0 }')).toBe(first)
  for (let n = 1; n < 5_000; n++) documents.of(`{ n${n} }`)
  expect(documents.size).toBe(1_000)
  expect(documents.of('{ n0 }').id).not.toBe(first.id)
})

test('of 20,000 answers 10,000 are kept, those used lately', async () => {
  const { gql, asked } = scriptedClient(({ body }) => {
    const { variables } = JSON.parse(body) as { variables: { n: number } }
    return graphqlResponse({ data: { n: variables.n } })
  })
  const ask = (n: number) => gql.query('query N($n: Int!) { n(n: $n) }', { n })
  for (let n = 0; n < 20_000; n++) await ask(n)
  expect(asked).toHaveLength(20_000)
  await ask(10_000)
  await ask(19_999)
  expect(asked).toHaveLength(20_000)
  await ask(9_999)
  expect(asked).toHaveLength(20_001)
}, 60_000)

test('an answer larger than all that may be kept is given and not kept', async () => {
  const text = 'x'.repeat(2_000)
  const { gql, asked } = scriptedClient(() => graphqlResponse({ data: { text } }), { cache: { maxChars: 1_000 } })
  for (let time = 0; time < 2; time++) expect(await gql.query('{ text }')).toMatchObject({ data: { text } })
  expect(asked).toHaveLength(2)
})
