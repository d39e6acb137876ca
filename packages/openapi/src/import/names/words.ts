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

function identifier(name: string): string {
  // Letters and digits of every script, less the few that no identifier may have.
  const plain = name.replaceAll(/[^\p{ID_Continue}]/gu, '')
  return bounded(/^\p{ID_Start}/u.test(plain) ? plain : `_${plain}`)
}

function bounded(name: string): string {
  if (name.length <= MAX_CHARS) return name
  const cut = name.slice(0, MAX_CHARS - 8)
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}${digest(name)}`
}

/** Tells long or unwritable names apart. @see {@link http://www.isthe.com/chongo/tech/comp/fnv/} */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(36)
}
