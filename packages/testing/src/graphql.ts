export type { AuditLevel, GraphQLAudit } from './graphql-audit/audit.ts'
export { graphqlAudits } from './graphql-audit/audits.ts'
export type {
  AuditedCall,
  AuditedClient,
  AuditedError,
  AuditedFeature,
  AuditedListener,
  AuditedOptions,
  AuditedOutcome,
  ConnectAudited,
} from './graphql-audit/client.ts'
export type { AuditAnswer, AuditStep } from './graphql-audit/answer.ts'
export type { AuditHarness, Listening } from './graphql-audit/harness.ts'
export type { AuditServer, AuditedRequest } from './graphql-audit/server.ts'
export { formatReport } from './graphql-audit/report.ts'
export type { AuditReport, AuditResult } from './graphql-audit/report.ts'
export { auditGraphQLClient } from './graphql-audit/run.ts'
export type { AuditRunOptions } from './graphql-audit/run.ts'
