import { isScrambled } from '../template.ts'

/** What stands in place of what was there. */
const REDACTED = 'REDACTED'

/**
 * Names that keys of tokens and the like have, whatever is before or after them. With them go the keys that the HTTP conventions
 * list, such as `X-Amz-Credential` and `AWSAccessKeyId`, but `sig`.
 */
const SECRET =
  /token|secret|passw|pwd|saml|auth|api[-_.]?key|access[-_.]?key|session|signature|credential|jwt|bearer|assertion|nonce|verifier|otp|^(code|key|sid|state|ticket|hmac|pin|ssn|user|username|login|email|phone)$/i
const MAX_URL_CHARS = 2_048
/** A URL that is shorter holds none. */
const MIN_TOKEN_CHARS = 32
/** What a path is taken to pieces for: each request has one, and few hold a segment that is long or begins as a JWT does. */
const MAY_HOLD_TOKEN = /\/(eyJ|[^/]{16})/

/** A value that holds such a key itself: another URL, a form, JSON; or an address. */
const HOLDS_SECRET =
  /(token|secret|passw|pwd|code|key|sig|signature|assertion|session)\w*["']?\s*[=:]|[^\s@]@[^\s@]+\.[a-z]/i
/** A segment of a path that is a token by its looks: a JWT, or many letters and digits in no order. */
const TOKEN = /^eyJ[\w-]+\.|^(?=.*\d)(?=.*[A-Za-z])[\w-]{32,}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Makes what takes values out of URLs: of userinfo, of the keys above and of those given (in any case), and tokens in paths. */
export function createRedactor(keys: readonly string[] = []): (url: string) => string {
  const own = new Set(keys.map((key) => key.toLowerCase()))
  const isSecret = (key: string): boolean => key === 'sig' || SECRET.test(key) || own.has(key.toLowerCase())

  function shownPair(pair: string): string {
    const at = pair.indexOf('=')
    if (at < 0) return pair
    const key = pair.slice(0, at)
    const isTold = !isSecret(decoded(key)) && !HOLDS_SECRET.test(decoded(pair.slice(at + 1)))
    return isTold ? pair : `${key}=${REDACTED}`
  }
  return (given) => {
    const hash = given.indexOf('#')
    const whole = hash < 0 ? given : given.slice(0, hash)
    // Before it is cut: what stands before the host may be long.
    const named = whole.includes('@') ? whole.replace(/^(\w+:\/\/)[^/?]*@/, `$1${REDACTED}:${REDACTED}@`) : whole
    const url = named.slice(0, MAX_URL_CHARS)
    const start = url.indexOf('?')
    const path = start < 0 ? url : url.slice(0, start)
    const isLookedAt = path.length >= MIN_TOKEN_CHARS && MAY_HOLD_TOKEN.test(path)
    const shown = isLookedAt ? path.split('/').map(shownSegment).join('/') : path
    if (start < 0) return shown
    const pieces = url.slice(start + 1).split(/([&;])/)
    return `${shown}?${pieces.map((piece) => (/^[&;]$/.test(piece) ? piece : shownPair(piece))).join('')}`
  }
}

function shownSegment(segment: string): string {
  return (TOKEN.test(segment) && !UUID.test(segment)) || isScrambled(segment) ? REDACTED : segment
}

/** Twice, because one URL within another is written so. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(decodeURIComponent(text.replaceAll('+', ' ')))
  } catch {
    // What nobody can read may be anything.
    return 'secret='
  }
}
