import type { AuditLevel, GraphQLAudit } from './audit.ts'

/** What became of one audit. */
export interface AuditResult {
  readonly audit: GraphQLAudit
  readonly verdict: 'passed' | 'failed' | 'not offered'
  /** Why it failed: what was expected. */
  readonly reason?: string
}

/** What became of all audits of a client. */
export interface AuditReport {
  readonly results: readonly AuditResult[]
  readonly passed: number
  readonly failed: number
  readonly notOffered: number
}

const LEVELS: readonly AuditLevel[] = ['MUST', 'SHOULD', 'MAY', 'SAFE']

/** Writes a report for people: how many of each level, and each failure with its section and its reason. */
export function formatReport({ results, passed, failed, notOffered }: AuditReport): string {
  const levels = LEVELS.map((level) => {
    const offered = results.filter(({ audit, verdict }) => audit.level === level && verdict !== 'not offered')
    return `${level} ${offered.filter(({ verdict }) => verdict === 'passed').length}/${offered.length}`
  })
  const failures = results
    .filter(({ verdict }) => verdict === 'failed')
    .map(({ audit, reason }) =>
      [
        `✗ ${audit.id}: ${audit.level} ${audit.title}`,
        `    ${audit.spec}`,
        ...(audit.why === undefined ? [] : [`    ${audit.why}`]),
        `    ${reason}`,
      ].join('\n'),
    )
  const summary = `${passed} passed, ${failed} failed, ${notOffered} not offered (${levels.join(', ')})`
  return [...failures, summary].join('\n')
}
