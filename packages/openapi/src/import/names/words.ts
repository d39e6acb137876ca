/** The words of a name in any spelling: `repos/get-content`, `getContent`, `get_content`, `HTTPServer`. */
export function wordsOf(name: string): string[] {
  return (
    name
      .normalize('NFKC')
      .replaceAll(/['’]/gu, '')
      .replaceAll(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
      .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

/** Longer names are cut, and end with a digest of all of it. */
const MAX_CHARS = 80

/** Words as `getContent`. */
export function camelCase(words: readonly string[]): string {
  const [first = '', ...rest] = words
  return identifier(first.toLowerCase() + rest.map(capitalised).join(''))
}

/** Words as `GetContent`. */
export function pascalCase(words: readonly string[]): string {
  return identifier(words.map(capitalised).join(''))
}

/** Words as `get-content`, of characters that every file system keeps as they are. */
export function kebabCase(words: readonly string[]): string {
  const name = words.join('-').toLowerCase()
  const plain = name.replaceAll(/[^a-z0-9-]+/g, '').replaceAll(/^-+|-+$/g, '')
  return bounded(plain.length === name.length ? plain : `${plain}-${digest(name)}`.replace(/^-/, 'x-'))
}

function capitalised(word: string): string {
  const all = word === word.toUpperCase() ? word.toLowerCase() : word
  return all.charAt(0).toUpperCase() + all.slice(1)
}

/**
 * Letters that every compiler knows: those of newer versions of Unicode are letters to some alone. Latin, Greek, Cyrillic, Hebrew,
 * Arabic, Devanagari, Thai, kana, Chinese characters and Hangul.
 */
const LETTERS =
  /[^\w\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0388-\u038a\u038e-\u03a1\u03a3-\u03ce\u0400-\u0481\u048a-\u0527\u05d0-\u05ea\u0620-\u064a\u0904-\u0939\u0e01-\u0e30\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fcc\uac00-\ud7a3]/g

function identifier(name: string): string {
  const known = name.replaceAll(LETTERS, '')
  const plain = known === name ? name : `${known}_${digest(name)}`
  return bounded(/^\d/.test(plain) || plain === '' ? `_${plain}` : plain)
}

function bounded(name: string): string {
  if (name.length <= MAX_CHARS) return name
  return `${name.slice(0, MAX_CHARS - 8)}${digest(name)}`
}

/** Tells long or unwritable names apart. @see {@link http://www.isthe.com/chongo/tech/comp/fnv/} */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(36)
}
