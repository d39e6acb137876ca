import { auditGraphQLClient, formatReport, graphqlAudits } from '@fairlead/testing/graphql'
import { expect, test, vi } from 'vitest'
import { minimalClient } from './minimal-client.ts'
import { inVirtualTime } from './virtual-time.ts'

test('a small client passes every audit, and leaves no timer behind', async () => {
  const [report, timers] = await inVirtualTime(async () => [
    await auditGraphQLClient(minimalClient()),
    vi.getTimerCount(),
  ])
  expect(formatReport(report)).toMatch(new RegExp(`^${graphqlAudits.length} passed, 0 failed, 0 not offered`))
  expect(timers).toBe(0)
})

test('ids are unique, and what is no plain MUST says why', () => {
  const ids = graphqlAudits.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(graphqlAudits.filter(({ level, why }) => level === 'SAFE' && !why).map(({ id }) => id)).toEqual([])
})
