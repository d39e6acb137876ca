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
  const first = (...names: string[]): string | undefined => {
    for (const name of names) {
      const value = headers.get(name)
      if (value !== null) return value
    }
    return undefined
  }
  const structured = first('ratelimit')
  const policy = first('ratelimit-policy')
  const remaining = count(member(structured, 'r') ?? first('ratelimit-remaining', 'x-ratelimit-remaining', 'x-rate-limit-remaining'))
  const reset = member(structured, 't') ?? first('ratelimit-reset', 'x-ratelimit-reset', 'x-rate-limit-reset')
  const resetAt = timeOfReset(count(reset), nowMs)
  const retryAfterMs = count(first('retry-after-ms'))
  const retryAt = retryAfterMs === undefined ? timeOfRetryAfter(headers, nowMs) : nowMs + retryAfterMs
  return {
    retryAt: retryAt ?? (remaining === 0 ? resetAt : undefined),
    remaining,
    limit: count(member(policy, 'q') ?? first('ratelimit-limit', 'x-ratelimit-limit', 'x-rate-limit-limit')),
    resetAt,
  }
}

/** A parameter of the first member of a structured list, such as `r` in `"default";r=0;t=30`. */
function member(field: string | undefined, name: string): string | undefined {
  return field?.split(',')[0]?.match(new RegExp(`;\\s*${name}=(\\d+)`))?.[1]
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined
}

/** Some servers give seconds to go, some seconds or milliseconds since the epoch: told apart by their size. */
function timeOfReset(reset: number | undefined, nowMs: number): number | undefined {
  if (reset === undefined) return undefined
  return reset > 1e11 ? reset : reset > 1e8 ? reset * 1000 : nowMs + reset * 1000
}

// The three date forms of RFC 9110 all start with a day's name; Date.parse alone would take nearly anything.
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d{2}:\d{2}:\d{2}/

function timeOfRetryAfter(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after')
  const seconds = count(value ?? undefined)
  if (seconds !== undefined) return nowMs + seconds * 1000
  const at = httpDate(value)
  // Measured from the server's own clock, so that a wrong clock here neither hurries nor waits for ever.
  return at === undefined ? undefined : nowMs + Math.max(0, at - (httpDate(headers.get('date')) ?? nowMs))
}

function httpDate(value: string | null): number | undefined {
  // The asctime form names no zone; RFC 9110 means UTC.
  const at = value && HTTP_DATE.test(value) ? Date.parse(/GMT$/.test(value) ? value : `${value} GMT`) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
