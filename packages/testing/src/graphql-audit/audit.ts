import type { AuditedFeature } from './client.ts'
import type { AuditHarness } from './harness.ts'

/**
 * How much an audit weighs. `MUST`, `SHOULD` and `MAY` are those of the specification named (RFC 2119); `SAFE` is no
 * specification's word: who fails it shows, sends or tells something that it must not.
 */
export type AuditLevel = 'MUST' | 'SHOULD' | 'MAY' | 'SAFE'

/** One behaviour of a GraphQL client, as data: any test runner and any runtime can run it. */
export interface GraphQLAudit {
  /** Stays the same from version to version. */
  readonly id: string
  /** The behaviour, as the rest of "the client …". */
  readonly title: string
  readonly level: AuditLevel
  /** The section that asks for it. */
  readonly spec: string
  /** Why it is not more than a SHOULD or a MAY, or what goes wrong without it. */
  readonly why?: string
  /** What a client must offer for the audit to mean anything. */
  readonly needs?: AuditedFeature
  /** Throws where the behaviour is another one; the message says which. */
  run(harness: AuditHarness): Promise<void>
}
