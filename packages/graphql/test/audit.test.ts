import { auditGraphQLClient, formatReport, graphqlAudits } from '@fairlead/testing/graphql'
import { expect, test } from 'vitest'
import { fairlead } from '../../../tools/bench/graphql/ours.ts'

test('the audits for clients of GraphQL over HTTP find nothing', { timeout: 60_000 }, async () => {
  const report = await auditGraphQLClient(await fairlead.audited())
  expect([report.passed, formatReport(report)]).toEqual([graphqlAudits.length, expect.any(String)])
})
