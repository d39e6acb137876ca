/**
 * How long an answer is fresh, in milliseconds from now (RFC 9111 section 4.2): `max-age` less the time it has spent in caches.
 *
 * @returns undefined where the server does not say
 */
export function freshForMs(headers: Headers | undefined, nowMs: number): number | undefined {
  const control = headers?.get('cache-control')?.toLowerCase() ?? ''
  if (/(^|[\s,])(no-store|no-cache)\s*($|[,=])/.test(control)) return 0
  const age = Number(headers?.get('age') ?? 0) || 0
  const seconds = /(?:^|[\s,])max-age\s*=\s*"?(\d+)/.exec(control)?.[1]
  if (seconds !== undefined) return Math.max(0, Number(seconds) - age) * 1_000
  const expires = headers?.get('expires')
  if (!expires) return undefined
  const at = Date.parse(expires)
  // What is no date has expired (RFC 9111 section 5.3).
  if (Number.isNaN(at)) return 0
  const sentAt = Date.parse(headers?.get('date') ?? '')
  return Math.max(0, at - (Number.isNaN(sentAt) ? nowMs : sentAt) - age * 1_000)
}
