import { GraphQLError } from 'graphql'
import type { CustomsFault } from '../contract/fault.ts'
import type { OfficerOnWatch } from '../identity/watch.ts'

/** What resolvers know of whoever asks. */
export interface Asker {
  readonly officer: OfficerOnWatch | undefined
  /** What goes wrong at the customs office for them. */
  readonly customs: CustomsFault
  /** Aborts when they leave. */
  readonly signal: AbortSignal
}

/** @throws GraphQLError `UNAUTHENTICATED` */
export function officerOf({ officer }: Asker): OfficerOnWatch {
  if (officer) return officer
  throw refusal('UNAUTHENTICATED', 'This is for officers on watch.')
}

/** An error that a client may tell from others, and a person may read. */
export function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } })
}
