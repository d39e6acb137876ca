import type { GraphQLAudit } from './audit.ts'
import { acceptAudits } from './audits/accept.ts'
import { eventAudits } from './audits/events.ts'
import { incrementalAudits } from './audits/incremental.ts'
import { mediaTypeAudits } from './audits/media-type.ts'
import { multipartAudits } from './audits/multipart.ts'
import { requestAudits } from './audits/request.ts'
import { responseAudits } from './audits/response.ts'
import { safetyAudits } from './audits/safety.ts'
import { uploadAudits } from './audits/upload.ts'

/**
 * What a client of GraphQL over HTTP does, sentence by sentence.
 *
 * @see {@link https://graphql.github.io/graphql-over-http/draft/} GraphQL over HTTP
 * @see {@link https://github.com/graphql/graphql-over-http/tree/main/rfcs} incremental delivery, GraphQL over SSE
 * @see {@link https://github.com/jaydenseric/graphql-multipart-request-spec} GraphQL multipart request
 * @see {@link https://html.spec.whatwg.org/multipage/server-sent-events.html} server-sent events
 */
export const graphqlAudits: readonly GraphQLAudit[] = [
  ...requestAudits,
  ...acceptAudits,
  ...mediaTypeAudits,
  ...responseAudits,
  ...incrementalAudits,
  ...multipartAudits,
  ...eventAudits,
  ...uploadAudits,
  ...safetyAudits,
]
