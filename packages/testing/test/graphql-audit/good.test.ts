import { auditGraphQLClient, formatReport, graphqlAudits } from '@fairlead/testing/graphql'
import { expect, test } from 'vitest'
import { minimalClient } from './minimal-client.ts'
import { inVirtualTime } from './virtual-time.ts'

test('a small client passes every audit', async () => {
  const report = await inVirtualTime(() => auditGraphQLClient(minimalClient()))
  expect(formatReport(report)).toMatch(new RegExp(`^${graphqlAudits.length} passed, 0 failed, 0 not offered`))
})

test('ids are unique, and whoever may differ is told why', () => {
  const ids = graphqlAudits.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(graphqlAudits.filter(({ level, why }) => level === 'SAFE' && !why).map(({ id }) => id)).toEqual([])
})
