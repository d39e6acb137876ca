import type { DecodeError, FairleadError } from './errors.ts'

/** The value of JSON text. @throws what `fail` makes of broken JSON and of the key `__proto__` */
export function parseJson(text: string, fail: (reason: DecodeError['reason'], what: string) => FairleadError): unknown {
  try {
    if (!hasForbiddenKey(text)) return JSON.parse(text)
  } catch {
    throw fail('syntax', 'is broken JSON')
  }
  throw fail('forbidden-key', 'has the key __proto__')
}

/**
 * Whether JSON text has a `__proto__` key, which would poison an object it is merged into. The key can hide behind an
 * escape, so only text without either spelling skips the slow check.
 */
export function hasForbiddenKey(text: string): boolean {
  if (!text.includes('__proto__') && !/\\u00(5f|70|72|6f|74)/i.test(text)) return false
  let found = false
  JSON.parse(text, (key, value: unknown) => {
    found ||= key === '__proto__'
    return value
  })
  return found
}
