import { expect, test } from 'vitest'
import { scriptedClient } from './support/scripted-client.ts'
import { graphqlResponse } from './support/scripted-fetch.ts'

test('a query whose answers are overtaken all the time is asked ever less often, and at once when it was not', async () => {
  let isBusy = true
  const { gql, client, asked, clock } = scriptedClient(async (_, turn) => {
    if (isBusy) client.tags.invalidate(['graphql:Vessel'])
    return graphqlResponse({ data: { vessel: { __typename: 'Vessel', turn } } })
  })
  const reader = gql.watch<{ vessel: { turn: number } }>('{ vessel { turn } }', {}, { maxBuffered: 100 })
  await reader.next()
  const countAfter = async (ms: number): Promise<number> => {
    const before = asked.length
    await clock.advance(ms)
    return asked.length - before
  }
  await clock.advance(1)
  // The first time at once.
  expect(asked).toHaveLength(2)
  // What is invalidated while it rests is asked with what it rests for.
  for (let time = 0; time < 50; time++) client.tags.invalidate(['graphql:Vessel'])
  const counts = [await countAfter(1_000), await countAfter(2_000), await countAfter(4_000)]
  expect(counts).toEqual([1, 1, 1])
  expect(await countAfter(600_000)).toBeLessThan(25)
  isBusy = false
  expect(await countAfter(30_000)).toBe(1)
  expect(await countAfter(600_000)).toBe(0)
  isBusy = true
  client.tags.invalidate(['graphql:Vessel'])
  await clock.advance(1)
  expect(await countAfter(1_000)).toBeGreaterThan(0)
  await reader.return?.()
  await clock.advance(60_000)
  expect(clock.pending).toBe(0)
  const left = asked.length
  await clock.advance(600_000)
  expect(asked).toHaveLength(left)
})
