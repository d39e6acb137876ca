/** What stands for bytes, which JSON does not have, where a schema is asked about them. */
export const BYTES = Object.freeze({ '~bytes': true })

/** A value as JSON would have it, and how many parts it has. */
export interface PlainValue {
  readonly plain: unknown
  readonly parts: number
}

/**
 * A value as a JSON Schema can judge it: members that are undefined are absent, what has `toJSON` is what that says, and
 * blobs, buffers, streams and functions that make them are `BYTES`. What is plain already is not copied.
 */
export function plainOf(value: unknown): PlainValue {
  let parts = 0
  const walk = (item: unknown): unknown => {
    parts += 1
    if (typeof item === 'bigint') return Number(item)
    if (typeof item === 'function' || typeof item === 'symbol') return BYTES
    if (typeof item !== 'object' || item === null) return item
    if (Array.isArray(item))
      return copied(
        item,
        item.map((part) => (part === undefined ? null : walk(part))),
      )
    if (typeof (item as { toJSON?: unknown }).toJSON === 'function') return walk((item as Date).toJSON())
    const prototype: unknown = Object.getPrototypeOf(item)
    if (prototype !== Object.prototype && prototype !== null && isBytes(item)) return BYTES
    const names = Object.keys(item)
    let changed = false
    const fields: [string, unknown][] = []
    for (const name of names) {
      const field = (item as Record<string, unknown>)[name]
      const plain = field === undefined ? undefined : walk(field)
      changed ||= plain !== field || field === undefined
      if (field !== undefined) fields.push([name, plain])
    }
    return changed ? Object.fromEntries(fields) : item
  }
  return { plain: walk(value), parts }
}

function copied(before: unknown[], after: unknown[]): unknown[] {
  return after.some((item, index) => item !== before[index]) ? after : before
}

function isBytes(value: object): boolean {
  return (
    value instanceof Blob ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    value instanceof ReadableStream ||
    value instanceof FormData ||
    value instanceof URLSearchParams ||
    Symbol.asyncIterator in value
  )
}
