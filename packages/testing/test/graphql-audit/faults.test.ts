import { auditGraphQLClient, graphqlAudits } from '@fairlead/testing/graphql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Fault } from './faults/fault.ts'
import { otherFaults } from './faults/other-faults.ts'
import { requestFaults } from './faults/request-faults.ts'
import { responseFaults } from './faults/response-faults.ts'
import { streamFaults } from './faults/stream-faults.ts'
import { inVirtualTime } from './virtual-time.ts'

const faults: readonly Fault[] = [...requestFaults, ...responseFaults, ...streamFaults, ...otherFaults]

// One fault leaves a rejection unhandled, which is for the audit to find and not for the runner of this file.
let others: NodeJS.UnhandledRejectionListener[]
beforeEach(() => {
  others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', () => {})
})
afterEach(() => {
  process.removeAllListeners('unhandledRejection')
  for (const listener of others) process.on('unhandledRejection', listener)
})

test.each(faults)('a client that $fault is found out', async ({ fails, connect }) => {
  const audits = graphqlAudits.filter(({ id }) => Object.hasOwn(fails, id))
  const { results } = await inVirtualTime(() => auditGraphQLClient(connect, { audits }))
  const found = Object.fromEntries(
    results.map(({ audit, verdict, reason = '' }) => [audit.id, `${verdict}: ${reason}`]),
  )
  const expected = Object.entries(fails).map(([id, says]) => [id, expect.stringContaining(says) as unknown])
  expect(found).toEqual(Object.fromEntries(expected))
  expect(results.map(({ verdict }) => verdict)).toEqual(results.map(() => 'failed'))
})

test('no audit is unable to fail', () => {
  const found = new Set(faults.flatMap(({ fails }) => Object.keys(fails)))
  expect(graphqlAudits.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([])
})
