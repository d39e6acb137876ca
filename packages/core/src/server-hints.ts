/** What a server says about when it will take more calls. Times are milliseconds since the Unix epoch. */
export interface ServerHints {
  /** Do not call before. From Retry-After, or from an exhausted rate limit. */
  readonly retryAt?: number | undefined
  /** Calls left in the present window. */
  readonly remaining?: number | undefined
  /** Calls in a whole window. */
  readonly limit?: number | undefined
  /** When the window ends. */
  readonly resetAt?: number | undefined
}

/** Reads `Retry-After` (RFC 9110), the IETF `RateLimit` fields and the `x-ratelimit-*` families. */
export function readServerHints(headers: Headers, nowMs: number): ServerHints {
  const rate = (part: string, parameter: string, structured = 'ratelimit'): number | undefined =>
    // A parameter of the first member of a structured list, such as `r` in `"default";r=0;t=30`.
    count(
      headers
        .get(structured)
        ?.split(',')[0]
        ?.match(new RegExp(`;\\s*${parameter}=(\\d+)`))?.[1],
    ) ??
    count(headers.get(`ratelimit-${part}`) ?? headers.get(`x-ratelimit-${part}`) ?? headers.get(`x-rate-limit-${part}`))
  const remaining = rate('remaining', 'r')
  const reset = rate('reset', 't')
  // Some servers give seconds to go, some seconds or milliseconds since the epoch: told apart by their size.
  const resetAt = reset === undefined || reset > 1e11 ? reset : reset > 1e8 ? reset * 1000 : nowMs + reset * 1000
  return {
    retryAt: retryAfter(headers, nowMs) ?? (remaining === 0 ? resetAt : undefined),
    remaining,
    limit: rate('limit', 'q', 'ratelimit-policy'),
    resetAt,
  }
}

function count(text: string | null | undefined): number | undefined {
  return text && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}

function retryAfter(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after')
  const delayMs = count(headers.get('retry-after-ms')) ?? (count(value) ?? Number.NaN) * 1000
  if (delayMs >= 0) return nowMs + delayMs
  const at = httpDate(value)
  // Measured from the server's own clock, so that a wrong clock here neither hurries nor waits for ever.
  return at && nowMs + Math.max(0, at - (httpDate(headers.get('date')) ?? nowMs))
}

/** The three date forms of RFC 9110 start with a day's name; the asctime form names no zone and means UTC. */
function httpDate(value: string | null): number | undefined {
  const date = value && /^((Mon|Tue|Wed|Thu|Fri|Sat|Sun)\D*[ ,].*\d\d:\d\d:\d\d[^+-]*)$/.exec(value)?.[1]
  return (date && Date.parse(date.replace(/( GMT)?$/, ' GMT'))) || undefined
}
