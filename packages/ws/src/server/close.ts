import { configError } from '@fairlead/core'

/** Of a close frame, in bytes of UTF-8 (RFC 6455, section 5.5). */
const MAX_REASON_BYTES = 123

/** As much of a reason as a close frame can carry. */
export function closeReason(reason: string): string {
  const bytes = new Uint8Array(MAX_REASON_BYTES)
  const { read } = new TextEncoder().encodeInto(reason, bytes)
  return reason.slice(0, read)
}

/** @throws `config` for a close code that no endpoint may send (RFC 6455, section 7.4) */
export function mustBeCloseCode(code: number): void {
  const isKnown = code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)
  if (Number.isInteger(code) && (isKnown || (code >= 3000 && code <= 4999))) return
  throw configError(`the close code ${code} may not be sent; take one from 4000 to 4999`)
}
