import type { GraphQLAudit } from './audit.ts'
import { graphqlAudits } from './audits.ts'
import type { ConnectAudited } from './client.ts'
import { connectHarness } from './harness.ts'
import type { AuditReport, AuditResult } from './report.ts'

/** How clients are audited. */
export interface AuditRunOptions {
  /** @defaultValue `graphqlAudits` */
  readonly audits?: readonly GraphQLAudit[]
  /** How long is waited for what does not come. Audits that retry wait three times as long. @defaultValue 2_000 */
  readonly patienceMs?: number
}

/**
 * Runs a client through the audits, one after the other, each with a client of its own.
 *
 * @example
 * ```ts
 * const report = await auditGraphQLClient(({ url, fetch, headers }) => adapt(new SomeClient({ url, fetch, headers })))
 * console.log(formatReport(report))
 * ```
 */
export async function auditGraphQLClient(
  connect: ConnectAudited,
  { audits = graphqlAudits, patienceMs = 2_000 }: AuditRunOptions = {},
): Promise<AuditReport> {
  const results: AuditResult[] = []
  for (const audit of audits) results.push(await runAudit(audit, connect, patienceMs))
  const count = (verdict: AuditResult['verdict']): number => results.filter((each) => each.verdict === verdict).length
  return { results, passed: count('passed'), failed: count('failed'), notOffered: count('not offered') }
}

async function runAudit(audit: GraphQLAudit, connect: ConnectAudited, patienceMs: number): Promise<AuditResult> {
  const retry = audit.needs === 'retry'
  const harness = await connectHarness(connect, { retry, patienceMs: retry ? 3 * patienceMs : patienceMs })
  try {
    if (audit.needs && !harness.offers(audit.needs)) return { audit, verdict: 'not offered' }
    await audit.run(harness)
    return { audit, verdict: 'passed' }
  } catch (error) {
    return { audit, verdict: 'failed', reason: error instanceof Error ? error.message : String(error) }
  } finally {
    harness.end()
  }
}
