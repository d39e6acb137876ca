import { configError } from '@fairlead/core'

/** How large a document may be. */
export interface Bounds {
  /** Values and members, each alias of YAML counted as what it stands for. @defaultValue 5_000_000 */
  readonly maxValues?: number
  /** @defaultValue 200 */
  readonly maxDepth?: number
}

interface Size {
  values: number
  depth: number
}

/**
 * Measures a value as if every alias were written out, without doing so: each object is looked at once.
 *
 * @throws `config` for a value that is too large, too deep or contains itself, and for the key `__proto__`
 */
export function measure(
  root: unknown,
  { maxValues = 5_000_000, maxDepth = 200 }: Bounds = {},
): Size & { keys: number } {
  const sizes = new Map<object, Size | 'open'>()
  let keys = 0

  function visit(value: unknown, depth: number): Size {
    if (typeof value !== 'object' || value === null) return { values: 1, depth: 0 }
    const known = sizes.get(value)
    if (known === 'open') throw configError('the document contains itself: an alias leads into what it is an alias of')
    if (known) return fit(known, depth)
    // Asked on the way down as well, so that a deep document ends here and not at the end of the stack.
    if (depth > maxDepth) throw tooDeep(maxDepth)
    sizes.set(value, 'open')
    const size: Size = { values: 1, depth: 0 }
    if (!Array.isArray(value)) keys += Object.keys(value).length
    if (Object.hasOwn(value, '__proto__')) throw configError('the document has the key __proto__, which is refused')
    for (const item of Object.values(value)) {
      const inner = visit(item, depth + 1)
      size.values += inner.values
      size.depth = Math.max(size.depth, inner.depth + 1)
      if (size.values > maxValues) {
        throw configError(
          `the document has more than ${maxValues} values, its aliases written out; raise \`maxValues\``,
        )
      }
    }
    sizes.set(value, size)
    return fit(size, depth)
  }

  function fit(size: Size, depth: number): Size {
    if (depth + size.depth > maxDepth) throw tooDeep(maxDepth)
    return size
  }

  return { ...visit(root, 0), keys }
}

function tooDeep(maxDepth: number): Error {
  return configError(`the document is nested deeper than ${maxDepth} levels; raise \`maxDepth\` if that is meant`)
}
