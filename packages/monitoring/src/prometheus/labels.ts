import type { Attributes } from '../instruments.ts'
import { labelName } from './names.ts'

/** Characters of a value that are kept: a series is kept for ever. */
const MAX_CHARS = 200
/** What ends a text or a line for one reader or another, and halves of characters; the line feed has an escape. */
// oxlint-disable-next-line no-control-regex -- these are meant
const UNPRINTABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\p{Cs}]/gu
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '"': '\\"' }

/** Attributes as labels, `a="b",c="d"`: the same text for the same attributes, in whatever order. */
export function labelsOf(attributes: Attributes): string {
  const labels = new Map<string, string>()
  for (const name of Object.keys(attributes).toSorted()) {
    const own = labelName(name)
    const before = labels.get(own)
    const value = String(attributes[name])
    // Names that differ in more than Prometheus can write.
    labels.set(own, before === undefined ? value : `${before};${value}`)
  }
  return [...labels].map(([name, value]) => `${name}="${escaped(clean(value))}"`).join(',')
}

/** A text between double quotes, or after `# HELP`. */
export function escaped(text: string): string {
  return text.replace(/[\\\n"]/g, (character) => ESCAPES[character] ?? '')
}

function clean(value: string): string {
  const cut = value.length > MAX_CHARS ? `${value.slice(0, MAX_CHARS - 1)}…` : value
  return cut.replace(UNPRINTABLE, '\ufffd')
}
