/**
 * Characters that would end a string, that an editor shows as something else than they are, or that no file in UTF-8 can have.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]/gu
const NAME = /^[A-Za-z_$][\w$]*$/
/** A number that is its own text. */
const STATUS = /^[1-9]\d{0,8}$/
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' }

/** A string literal that reads as exactly this text, whatever it is. */
export function quoted(text: string): string {
  const escaped = text.replaceAll(UNSAFE, escapeOf)
  const mark = escaped.split("'").length > escaped.split('"').length ? '"' : "'"
  return mark + escaped.replaceAll(mark, `\\${mark}`) + mark
}

function escapeOf(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return SHORT[character] ?? units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

/** The key of a member of a type or an object, quoted only where it must be. */
export function keyOf(name: string): string {
  return NAME.test(name) ? name : quoted(name)
}

/** The key of a member of an object that is a value: `__proto__` would set the prototype. */
export function valueKeyOf(name: string): string {
  if (name === '__proto__') return `['__proto__']`
  return STATUS.test(name) ? name : keyOf(name)
}

/** Text for inside of a comment: it cannot end the comment, nor tell the compiler or another tool anything. */
export function commentText(text: string): string[] {
  return text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (character) => (character === '\n' ? '\n' : ' '))
    .replaceAll('*/', '*\\/')
    .split('\n')
    .map((one) => one.trimEnd().replace(/^([\s*/]*)@/, '$1\\@'))
}
