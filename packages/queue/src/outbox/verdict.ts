import { isFairleadError, outcomeOf, outcomeOfStatus, readServerHints } from '@fairlead/core'
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
  /** Not before `retryAt`, if the server named a time. */
  | { readonly next: 'again'; readonly retryAt?: number | undefined; readonly failure: EntryFailure }
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
  // Who sends it must sign in again first.
  if (outcome !== 'refused' || isUnderWay || (status === 401 && entry.identity !== ''))
    return { next: 'again', retryAt: readServerHints(headers, nowMs).retryAt, failure }
  const resolution = await resolve({ entry, status, headers, data: dataOf(answer) })
  if (typeof resolution === 'object') return { next: 'changed', body: resolution.body }
  return { next: resolution === 'retry' ? 'again' : resolution, failure }
}

/** Judges a try that got no answer: unless the call itself cannot be right, it is tried again. */
export function verdictOfError(error: unknown, nowMs: number): Verdict {
  const { kind = 'network', retryAt } = isFairleadError(error) ? error : {}
  const failure = { at: nowMs, kind }
  const isHopeless = outcomeOf({ error }) === 'refused' && /^(config|validation)$/.test(kind)
  return isHopeless ? { next: 'dead', failure } : { next: 'again', retryAt, failure }
}

function dataOf({ headers, body }: Answer): unknown {
  const text = new TextDecoder().decode(body)
  try {
    return /\bjson\b/i.test(headers.get('content-type') ?? '') ? JSON.parse(text) : text
  } catch {
    return text
  }
}
