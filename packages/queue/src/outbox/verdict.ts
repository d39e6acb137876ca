import { type DecodeError, isFairleadError, outcomeOfStatus, readServerHints } from '@fairlead/core'
import type { EntryFailure, OutboxEntry } from './entry.ts'
import type { Conflict, Resolution } from './options.ts'

/** An answer to an entry, read whole. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly url: string
  readonly body: Uint8Array<ArrayBuffer>
}

/** What is to be done with an entry after a try. */
export type Verdict =
  | { readonly next: 'sent' }
  /** Not before `retryAt`, if the server named a time. Without a failure: it was not tried, or we were stopped. */
  | { readonly next: 'again'; readonly retryAt?: number | undefined; readonly failure?: EntryFailure }
  | { readonly next: 'dead' | 'drop'; readonly failure: EntryFailure }
  /** Another write in its place. */
  | { readonly next: 'changed'; readonly body: unknown }

/** Tries of an entry whose 409 may say that an earlier one is under way (draft-ietf-httpapi-idempotency-key-header). */
const MAX_IN_PROGRESS = 3

/** Judges an answer. What the server refuses for good is for the program to decide. */
export async function verdictOfAnswer(
  entry: OutboxEntry,
  answer: Answer,
  nowMs: number,
  resolve: (conflict: Conflict) => Resolution | Promise<Resolution>,
): Promise<Verdict> {
  const { status, headers } = answer
  const outcome = outcomeOfStatus(status)
  if (outcome === 'applied') return { next: 'sent' }
  const failure = { at: nowMs, status }
  const isUnderWay = status === 409 && entry.attempts > 1 && entry.attempts <= MAX_IN_PROGRESS
  if (outcome !== 'refused' || isUnderWay || isSignedOut(entry.identity, status))
    return { next: 'again', retryAt: readServerHints(headers, nowMs).retryAt, failure }
  const resolution = await resolve({ entry, status, headers, data: dataOf(answer) })
  if (typeof resolution === 'object') return { next: 'changed', body: resolution.body }
  return { next: resolution === 'retry' ? 'again' : resolution, failure }
}

/** Whether a user has to sign in again before the server takes the user's writes. */
export function isSignedOut(identity: string, status: number | undefined): boolean {
  return identity !== '' && status === 401
}

/** Judges a try that got no answer: unless the call itself cannot be right, it is tried again. */
export function verdictOfError(thrown: unknown, nowMs: number): Verdict {
  // A body that is read as that of fetch fails as fetch does.
  const error = thrown instanceof TypeError ? thrown.cause : thrown
  const { kind = 'network', retryAt, status = 0 } = (isFairleadError(error) ? error : {}) as Partial<DecodeError>
  const failure = { at: nowMs, kind }
  // What it said cannot be read, but it was an answer.
  if (kind === 'decode' && outcomeOfStatus(status) === 'applied') return { next: 'sent' }
  return /^(config|validation)$/.test(kind) ? { next: 'dead', failure } : { next: 'again', retryAt, failure }
}

function dataOf({ headers, body }: Answer): unknown {
  const text = new TextDecoder().decode(body)
  try {
    return /\bjson\b/i.test(headers.get('content-type') ?? '') ? JSON.parse(text) : text
  } catch {
    return text
  }
}
