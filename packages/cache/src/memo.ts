import type { Memo } from '@fairlead/core'

/**
 * Decoded data by the body it was made of. Kept beside the bytes, gone with them, and frozen through and through: all callers
 * see the same objects.
 */
export function createMemos(): (body: Uint8Array | null) => Memo | undefined {
  const memos = new WeakMap<Uint8Array, Memo>()
  return (body) => {
    if (body === null) return undefined
    let memo = memos.get(body)
    if (!memo) memos.set(body, (memo = createMemo()))
    return memo
  }
}

/** A body is checked with few schemas. More than these are a schema made anew for each call. */
const MAX_SCHEMAS = 4

function createMemo(): Memo {
  const known = new Map<unknown, unknown>()
  return {
    get: (key) => known.get(key),
    set(key, data) {
      if (typeof data === 'object' && data !== null && isPlain(data, 0)) {
        if (known.size >= MAX_SCHEMAS) known.clear()
        known.set(key, freeze(data))
      }
      return data
    },
  }
}

const MAX_DEPTH = 200

/** Whether it is what JSON can say. A Date or a class of the schema's can be changed although it is frozen. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'function') return false
  if (typeof value !== 'object' || value === null) return true
  if (depth > MAX_DEPTH) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== Array.prototype && prototype !== null) return false
  return Object.values(value).every((member) => isPlain(member, depth + 1))
}

function freeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) freeze(member as object)
  return Object.freeze(value)
}
