import { stepsOf } from './pointer.ts'

// Steps that are in every pointer of their kind and say nothing.
const STRUCTURE = /^(components|content|items|parameters|paths|properties|requestBodies|responses|schema|schemas)$/
const MAX_NAME_CHARS = 100

/** Gives names to schemas that are referred to where they have none. A name follows from the place alone. */
export class SchemaNames {
  readonly #taken: Set<string>
  readonly #byPointer = new Map<string, string>()

  constructor(declared: readonly string[]) {
    this.#taken = new Set(declared)
  }

  /** The name of the schema at a place, such as `Vessel.owner` for `#/components/schemas/Vessel/properties/owner`. */
  of(pointer: string): string {
    const known = this.#byPointer.get(pointer)
    if (known !== undefined) return known
    const plain = plainName(pointer)
    const name = this.#taken.has(plain) ? `${plain}-${digest(pointer)}` : plain
    this.#taken.add(name)
    this.#byPointer.set(pointer, name)
    return name
  }
}

function plainName(pointer: string): string {
  const words = (stepsOf(pointer) ?? [])
    .filter((step) => !STRUCTURE.test(step))
    .map((step) => step.replaceAll(/[^\w-]+/g, '-').replaceAll(/^-+|-+$/g, ''))
  return words.filter(Boolean).join('.').slice(0, MAX_NAME_CHARS) || 'Schema'
}

/** Tells places apart whose names would be the same. @see {@link http://www.isthe.com/chongo/tech/comp/fnv/} */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return (hash >>> 0).toString(36)
}
