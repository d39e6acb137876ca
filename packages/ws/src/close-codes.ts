/**
 * What follows from a close code: try again, try again only after a longer wait, get a fresh credential once, or be done.
 */
export type CloseAction = 'retry' | 'later' | 'refresh' | 'final'

/** Actions by close code, laid over the usual ones. */
export type ClosePolicy = Readonly<Record<number, CloseAction>>

// RFC 6455, section 7.4.1, and the IANA registry; 44xx are those of PROTOCOL.md and read like the HTTP status.
const USUAL: ClosePolicy = {
  1000: 'final',
  1002: 'final',
  1003: 'final',
  1007: 'final',
  1009: 'final',
  1010: 'final',
  1012: 'later',
  1013: 'later',
  4400: 'final',
  4401: 'refresh',
  4403: 'final',
  4404: 'final',
  4429: 'later',
}

/** What follows from a close code; of one that nobody named, another try. */
export function closeAction(code: number, own: ClosePolicy = {}): CloseAction {
  return own[code] ?? USUAL[code] ?? 'retry'
}
