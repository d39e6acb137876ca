/** Words that no variable of a module can be named. */
const RESERVED = new Set(
  `arguments async await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null of package private protected public return static
  super switch this throw true try typeof undefined var void while with yield`.split(/\s+/),
)
/** Names that stand for something else in the modules we write: what they import, and the globals whose types they use. */
const IN_USE = new Set(
  `any bigint boolean never number object string symbol unknown
  Array Blob Component DocumentedSchema Omit OpenApiOptions OperationDocs Schema Uint8Array
  component del get head openapi operations optional patch post put schema style type`.split(/\s+/),
)
/** Names that mean something to whoever imports a module. */
const SPECIAL = new Set(['__proto__', 'default', 'then'])
/** Files that Windows does not let anyone have. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** Whether a variable of a module we write can have this name. */
export function isFree(name: string): boolean {
  return !RESERVED.has(name) && !IN_USE.has(name)
}

/** Whether a name is a word of the language. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name)
}

/** Whether a module can export something by this name. */
export function isExportable(name: string): boolean {
  return !SPECIAL.has(name)
}

/** Whether a file can have this name on every system. */
export function isFileName(name: string): boolean {
  return name !== '' && name !== 'index' && !DEVICE.test(name)
}

/** Gives each thing a name of its own. */
export class Names {
  readonly #taken = new Set<string>()
  /** The number that a name was last told apart by. */
  readonly #numbers = new Map<string, number>()

  /**
   * The first of the candidates that nobody has, or the last one with a number. Names that differ in case alone are the same: they may
   * become files.
   */
  take(...candidates: readonly string[]): string {
    const free = candidates.find((name) => !this.#taken.has(name.toLowerCase()))
    const last = candidates.at(-1) ?? ''
    let name = free ?? last
    let number = this.#numbers.get(last) ?? 1
    while (this.#taken.has(name.toLowerCase())) name = `${last}${(number += 1)}`
    if (number > 1) this.#numbers.set(last, number)
    this.#taken.add(name.toLowerCase())
    return name
  }
}
