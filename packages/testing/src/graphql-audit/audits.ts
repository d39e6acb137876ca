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

/** What a client of GraphQL over HTTP does, sentence by sentence. */
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
