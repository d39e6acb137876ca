import type { CoreError, RejectedError } from '@fairlead/core'
import type { QueueError } from '@fairlead/queue'

/** A failure in words for a person: what failed, why, and what to do. */
export interface Explanation {
  readonly title: string
  readonly why: string
  readonly todo: string
  /** For those who ask further, such as `HTTP 503 after 3 attempts`. */
  readonly technical: string
}

/**
 * Explains a failure.
 * @param what the thing that could not be done, such as `The list of vessels could not be loaded.`
 */
export function explain(error: CoreError, what: string): Explanation {
  const { why, todo, code } = reasonOf(error)
  const trips = error.attempts?.length ?? 0
  const after = trips > 1 ? ` after ${trips} attempts` : ''
  const refused = error.notRetried ? ` · ${REFUSALS[error.notRetried]}` : ''
  return { title: what, why, todo, technical: `${code}${after}${refused}` }
}

const REFUSALS: Readonly<Record<NonNullable<CoreError['notRetried']>, string>> = {
  off: 'retries are off',
  'not-idempotent': 'not repeated: doing it twice would matter',
  'one-shot-body': 'not repeated: the body can be sent once only',
  limit: 'all retries used',
  budget: 'retry budget spent',
  deadline: 'not repeated: the wait would outlast the deadline',
  'wait-too-long': 'not repeated: the wait is too long',
}

interface Reason {
  readonly why: string
  readonly todo: string
  readonly code: string
}

function reasonOf(error: CoreError): Reason {
  switch (error.kind) {
    case 'http':
      return httpReason(error.status, error.problem?.detail)
    case 'network':
      return {
        why: 'The harbour cannot be reached.',
        todo: 'Check that the demo is still running, then try again.',
        code: 'Network',
      }
    case 'timeout':
      return {
        why:
          error.clock === 'idle'
            ? 'The answer began to arrive and then stopped.'
            : `No answer within ${error.timeoutMs / 1000} seconds.`,
        todo: 'Try again. The request is safe to repeat.',
        code: `Timeout (${error.clock} clock, ${error.timeoutMs / 1000} s)`,
      }
    case 'decode':
      return {
        why: 'The answer arrived damaged, so nothing of it is shown.',
        todo: 'Try again. If it keeps happening, the server needs a look.',
        code: `Decode (${error.reason})${error.status ? `, HTTP ${error.status}` : ''}`,
      }
    case 'validation':
      return {
        why:
          error.direction === 'output'
            ? 'The answer is not what the contract promises.'
            : 'Something in the request does not fit; nothing was sent.',
        todo:
          error.direction === 'output'
            ? 'Reload the page; it may be older than the server.'
            : 'Correct it and try again.',
        code: `Validation (${error.part})`,
      }
    case 'abort':
      return { why: 'It was cancelled.', todo: 'Start it again if it is still wanted.', code: 'Abort' }
    case 'rejected':
      if (error.reason === 'session-ended')
        return {
          why: 'Your session ended while it was under way.',
          todo: 'Sign in and try again.',
          code: 'Session ended',
        }
      return rejectedReason(error)
    case 'auth':
      return authReason(error.reason)
    default:
      return {
        why: 'The control room asked for something that cannot be right.',
        todo: 'Reload the page.',
        code: 'Config',
      }
  }
}

const HELD_BACK: Readonly<Record<string, readonly [why: string, todo: string]>> = {
  'queue-full': ['As many wait already as may.', 'Ask again when some have gone.'],
  shed: ['It made room for a more urgent one.', 'Ask again when fewer wait.'],
  'wait-too-long': ['Its turn would come too late.', 'Ask again when fewer wait.'],
  'rate-held': ['The server wants silence for longer than the call may wait.', 'Ask again at the time it gave.'],
  'breaker-open': ['The server has failed too often lately and is left alone.', 'Ask again when it has been tried.'],
  closed: ['The page is about to end.', 'Load it anew.'],
  'outbox-full': ['As much is kept already as may.', 'Wait until some of it is sent, or take some back.'],
  'outbox-cancelled': ['It was taken back.', 'Start it again if it is still wanted.'],
  'answered-elsewhere': ['Another tab has sent it and has the answer.', 'Nothing is left to be done.'],
}

/** Nothing was sent: the queue says why, and when it would. */
function rejectedReason({ reason, projectedWaitMs, position }: RejectedError & Partial<QueueError>): Reason {
  const [why, todo] = HELD_BACK[reason] ?? ['It was held back before it was sent.', 'Try again in a moment.']
  const ahead = position === undefined ? '' : ` · ${position} before it`
  const waitS = projectedWaitMs === undefined ? '' : ` · ${Math.ceil(projectedWaitMs / 1000)} s to wait`
  return { why, todo, code: `Rejected (${reason})${ahead}${waitS}` }
}

function authReason(reason: string): Reason {
  const code = `Auth (${reason})`
  if (reason === 'refresh-failed')
    return {
      why: 'The provider does not answer, and your token has expired.',
      todo: 'It is tried again by itself.',
      code,
    }
  if (reason === 'step-up')
    return { why: 'The harbour wants you to confirm that it is you.', todo: 'Do it again, and confirm.', code }
  return { why: 'You are not signed in.', todo: 'Sign in and try again.', code }
}

function httpReason(status: number, detail: string | undefined): Reason {
  const code = `HTTP ${status}`
  if (status === 429)
    return { why: 'The harbour takes no more calls for the moment.', todo: 'Ask again at the time it gave.', code }
  if (status >= 500)
    return { why: detail ?? 'The harbour office has trouble of its own.', todo: 'Wait a little, then try again.', code }
  if (status === 404)
    return { why: detail ?? 'It is not there.', todo: 'Go back to the list and choose another.', code }
  return { why: detail ?? 'The harbour refused the request.', todo: 'Change the request and try again.', code }
}
