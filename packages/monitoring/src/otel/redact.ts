/** What stands in place of what was there. */
const REDACTED = 'REDACTED'

/** Query keys whose values sign or prove something: those of the HTTP conventions, case-sensitive. */
const SIGNED = [
  'X-Amz-Signature',
  'X-Amz-Credential',
  'X-Amz-Security-Token',
  'AWSAccessKeyId',
  'Signature',
  'sig',
  'X-Goog-Signature',
]
/** Names that keys of tokens and the like have, whatever is before or after them. */
const SECRET =
  /token|secret|passw|pwd|auth|api[-_.]?key|access[-_.]?key|session|signature|credential|jwt|bearer|assertion|nonce|verifier|otp|^(code|key|sid|state|ticket|hmac|pin|email|phone)$/i
const MAX_URL_CHARS = 2_048

/** Makes what takes values out of URLs: of userinfo, of the keys above and of those given (in any case). */
export function createRedactor(keys: readonly string[] = []): (url: string) => string {
  const own = new Set(keys.map((key) => key.toLowerCase()))
  const isSecret = (key: string): boolean => SIGNED.includes(key) || SECRET.test(key) || own.has(key.toLowerCase())
  return (given) => {
    // Most have nothing to take out.
    if (given.length <= MAX_URL_CHARS && !/[?#@]/.test(given)) return given
    const url = given.slice(0, MAX_URL_CHARS).replace(/#.*/s, '')
    const plain = url.includes('@') ? url.replace(/^(\w+:\/\/)[^/?]*@/, `$1${REDACTED}:${REDACTED}@`) : url
    const start = plain.indexOf('?')
    if (start < 0) return plain
    const pairs = plain.slice(start + 1).split('&')
    const shown = pairs.map((pair) => {
      const [key = ''] = pair.split('=', 1)
      return isSecret(decoded(key)) ? `${key}=${REDACTED}` : pair
    })
    return `${plain.slice(0, start)}?${shown.join('&')}`
  }
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    // What nobody can read may be anything.
    return 'secret'
  }
}
