import type { CallRequest, Next } from '@fairlead/core'
import type { Entry } from './entry.ts'
import type { Landing } from './flights.ts'
import type { Intent } from './intent.ts'
import type { Keeping } from './keeping.ts'
import { outgoing } from './outgoing.ts'
import { isConditional } from './policy/conditional.ts'
import { isAbout } from './policy/freshen.ts'
import type { Settings } from './settings.ts'
import type { Epochs } from './tiers.ts'

/** One question to the server. */
export interface Question {
  readonly intent: Intent
  readonly epochs: Epochs
  /** The stored answer that may still hold. */
  readonly stored: Entry | undefined
  /** Whether a store below ours must not answer by itself. */
  readonly endToEnd: boolean
}

/** Asks the server, and keeps the answer where it may be kept. */
export type Ask = (request: CallRequest, next: Next, question: Question) => Promise<Landing>

/** Makes the function that asks. */
export function createAsk({ platform }: Settings, { read, renew }: Keeping): Ask {
  return async (request, next, question) => {
    const { stored, ...rest } = question
    const asked = { request, ...rest, began: request.scope.runtime.now() }
    const reply = await next(outgoing(request, question, platform))
    if (reply.status !== 304 || !stored) return read(asked, reply)
    const own = isConditional(request)
    if (isAbout(stored.headers, [...reply.headers])) {
      const renewed = renew(asked, stored, reply)
      // A caller that asked itself gets the server's word.
      return own ? { ...renewed, validated: false } : renewed
    }
    if (own) return read(asked, reply)
    // Of an answer that is not the stored one, only the whole of it helps.
    return read(asked, await next(outgoing(request, { ...question, stored: undefined, endToEnd: true }, platform)))
  }
}
