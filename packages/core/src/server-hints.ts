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
  const limits = listOf(headers.get('ratelimit'))
  const field = (part: string): number | undefined =>
    count(headers.get(`ratelimit-${part}`) ?? headers.get(`x-ratelimit-${part}`) ?? headers.get(`x-rate-limit-${part}`))
  const left = limits.map((limit) => parameter(limit, 'r')).filter((each) => each !== undefined)
  const remaining = left.length > 0 ? Math.min(...left) : field('remaining')
  // Of several limits, the one that is used up longest decides.
  const scarcest = limits.filter((limit) => left.length > 0 && parameter(limit, 'r') === remaining)
  const resets = scarcest.map((limit) => parameter(limit, 't')).filter((each) => each !== undefined)
  const reset = resets.length > 0 ? Math.max(...resets) : field('reset')
  // Some servers give seconds to go, some seconds or milliseconds since the epoch: told apart by their size.
  const resetAt = reset === undefined || reset > 1e11 ? reset : reset > 1e8 ? reset * 1000 : nowMs + reset * 1000
  return {
    retryAt: retryAfter(headers, nowMs) ?? (remaining === 0 ? resetAt : undefined),
    remaining,
    limit: parameter(listOf(headers.get('ratelimit-policy'))[0], 'q') ?? field('limit'),
    resetAt,
  }
}

/** The members of a structured list (RFC 9651), their quoted strings left out. */
function listOf(field: string | null): string[] {
  return field ? field.replace(/"(\\.|[^"\\])*"/g, '').split(',') : []
}

/** A parameter of a member, such as `r` in `"default";r=0;t=30`. */
function parameter(member: string | undefined, name: string): number | undefined {
  return count(member?.match(new RegExp(`;\\s*${name}=(\\d+)`))?.[1])
}

// Far beyond every wait, and still a date.
const MAX_COUNT = 8e12

function count(text: string | null | undefined): number | undefined {
  return text && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Math.min(Number(text), MAX_COUNT) : undefined
}

function retryAfter(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get('retry-after')
  // A field that a proxy has doubled: the longer wait.
  const seconds = /^[\d\s.,]+$/.test(value ?? '') ? (value ?? '').split(',').map((each) => count(each) ?? 0) : []
  const delayMs = count(headers.get('retry-after-ms')) ?? Math.max(...seconds) * 1000
  if (delayMs >= 0) return nowMs + delayMs
  const at = httpDate(value)
  // Measured from the server's own clock, so that a wrong clock here neither hurries nor waits for ever.
  return at && nowMs + Math.max(0, at - (httpDate(headers.get('date')) ?? nowMs))
}

const MAX_DATE_CHARS = 64

/** The three date forms of RFC 9110 start with a day's name; the asctime form names no zone and means UTC. */
function httpDate(value: string | null): number | undefined {
  // Longer ones are no dates, and would keep the pattern busy.
  if (value && value.length > MAX_DATE_CHARS) return undefined
  const date = value && /^((Mon|Tue|Wed|Thu|Fri|Sat|Sun)\D*[ ,].*\d\d:\d\d:\d\d[^+-]*)$/.exec(value)?.[1]
  return (date && Date.parse(date.replace(/( GMT)?$/, ' GMT'))) || undefined
}
