/** Why the server was asked (RFC 9211 section 2.2). */
export type Forward = 'bypass' | 'method' | 'uri-miss' | 'vary-miss' | 'miss' | 'request' | 'stale' | 'partial'

/** What the cache did for one call. */
export interface CacheStatus {
  /** Undefined: the answer is from the store. */
  readonly fwd?: Forward | undefined
  /** The status of the server's answer, where the caller gets another one. */
  readonly fwdStatus?: number | undefined
  /** Milliseconds of freshness left, of the answer that the caller gets. */
  readonly ttlMs?: number | undefined
  readonly stored?: boolean | undefined
  /** Whether another call's request was used. */
  readonly collapsed?: boolean | undefined
  /** A token. */
  readonly detail?: string | undefined
}

/** Writes one member of Cache-Status (RFC 9211). */
export function formatStatus({ fwd, fwdStatus, ttlMs, stored, collapsed, detail }: CacheStatus): string {
  let member = fwd === undefined ? 'fairlead; hit' : `fairlead; fwd=${fwd}`
  if (fwdStatus !== undefined) member += `; fwd-status=${fwdStatus}`
  // A user may want it for ever; an integer of a structured field ends somewhere.
  if (ttlMs !== undefined) member += `; ttl=${Math.floor(Math.min(ttlMs, 1e15) / 1_000)}`
  if (stored) member += '; stored'
  if (collapsed) member += '; collapsed'
  return detail === undefined ? member : `${member}; detail=${detail}`
}
