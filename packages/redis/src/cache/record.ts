import type { Entry } from '@fairlead/cache'
import { fromBase64, toBase64 } from '../base64.ts'

/** What the value of an entry begins with. Another version has another letter, and is as good as not there. */
const VERSION = 'A'

/** Writes an entry as text: what is known of it in one line, then its body, as it is where it is text. */
export function recordOf({ body, ...rest }: Entry): string {
  const head = `${VERSION}${JSON.stringify(rest)}\n`
  if (body === null) return `${head}n`
  const text = textOf(body)
  return text === undefined ? `${head}b${toBase64(body)}` : `${head}t${text}`
}

/** The entry of a record; undefined where it is none, or not the one looked for. */
export function entryOf(record: string, key: string, variantText: string): Entry | undefined {
  const end = record.indexOf('\n')
  if (!record.startsWith(VERSION) || end === -1) return undefined
  try {
    const rest = JSON.parse(record.slice(VERSION.length, end)) as Omit<Entry, 'body'> | null
    if (rest?.version !== 1 || rest.key !== key || JSON.stringify(rest.variant) !== variantText) return undefined
    return { ...rest, body: bodyOf(record.slice(end + 1)) }
  } catch {
    return undefined
  }
}

function bodyOf(text: string): Entry['body'] {
  const rest = text.slice(1)
  if (text === 'n') return null
  if (text.startsWith('t')) return new TextEncoder().encode(rest)
  if (text.startsWith('b')) return fromBase64(rest)
  throw new TypeError('not a body')
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The bytes as text that gives the same bytes again; undefined where there is none. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
