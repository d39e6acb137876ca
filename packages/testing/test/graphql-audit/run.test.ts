import { type AuditedClient, auditGraphQLClient, formatReport, graphqlAudits } from '@fairlead/testing/graphql'
import { expect, test } from 'vitest'
import { minimalClient } from './minimal-client.ts'
import { inVirtualTime } from './virtual-time.ts'

const only = (...ids: string[]) => ({ audits: graphqlAudits.filter(({ id }) => ids.includes(id)) })

/** A client whose queries do the same thing whatever is asked. */
const doing = (query: AuditedClient['query']) => () => ({ query, mutate: query })

test('what a client does not have is not asked of it', async () => {
  const { results, notOffered } = await inVirtualTime(() =>
    auditGraphQLClient(doing(() => Promise.reject(new Error('down')))),
  )
  const needing = graphqlAudits.filter(({ needs }) => needs !== undefined)
  expect(notOffered).toBe(needing.length)
  expect(results.filter(({ verdict }) => verdict === 'not offered').map(({ audit }) => audit)).toEqual(needing)
})

test('a client is connected anew for each audit, with retries for those alone that are about them', async () => {
  const made: boolean[] = []
  await inVirtualTime(() =>
    auditGraphQLClient(
      (options) => {
        made.push(options.retry)
        return minimalClient()(options)
      },
      only('asked-once', 'query-again'),
    ),
  )
  expect(made).toEqual([false, true])
})

test('what throws at once is a failure like what rejects', async () => {
  const thrower = doing(() => {
    throw new Error('down')
  })
  expect(await auditGraphQLClient(thrower, only('html-200'))).toMatchObject({ passed: 1 })
})

test('a client that hangs fails when the patience is over', async () => {
  const report = await inVirtualTime(() =>
    auditGraphQLClient(
      doing(() => new Promise(() => {})),
      { ...only('graphql-200'), patienceMs: 500 },
    ),
  )
  expect(report.results[0]?.reason).toBe('expected that the call settles within 500 ms')
})

test('a client that throws when it is let go of is audited all the same', async () => {
  const { passed } = await auditGraphQLClient(
    async (options) => ({
      ...(await minimalClient()(options)),
      dispose() {
        throw new Error('not now')
      },
    }),
    only('asked-once'),
  )
  expect(passed).toBe(1)
})

test('a client that cannot be made is told to whoever makes it', async () => {
  const run = auditGraphQLClient(() => Promise.reject(new Error('no such module')), only('asked-once'))
  await expect(run).rejects.toThrow('no such module')
})

test('a report says what failed, where it is asked for, why, and how it was', async () => {
  const silent = doing(() => Promise.resolve({ data: null }))
  expect(formatReport(await auditGraphQLClient(silent, only('json-401', 'events')))).toBe(
    [
      '✗ json-401: SHOULD keeps status and body of an application/json with 401',
      '    GraphQL over HTTP: Processing the response',
      '    What a gateway says is all that a user has to go by.',
      '    expected that the 401 is told as a failure ({"data":null})',
      '0 passed, 1 failed, 1 not offered (MUST 0/0, SHOULD 0/1, MAY 0/0, SAFE 0/0)',
    ].join('\n'),
  )
})
