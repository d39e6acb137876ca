import type { Memo } from '@fairlead/core'
import type { Entry } from './entry.ts'

/**
 * Decoded data by the body it was made of. Kept beside the bytes, gone with them, and frozen through and through: all callers
 * see the same objects.
 *
 * @param charge hears what a decoded value takes, in bytes
 */
export function createMemos(charge: (entry: Entry, bytes: number) => void): (entry: Entry) => Memo | undefined {
  const memos = new WeakMap<Uint8Array, Memo>()
  return (entry) => {
    const { body } = entry
    if (body === null) return undefined
    let memo = memos.get(body)
    if (!memo) memos.set(body, (memo = createMemo((bytes) => charge(entry, bytes))))
    return memo
  }
}

/** A body is checked with few schemas. More than these are a schema made anew for each call. */
const MAX_SCHEMAS = 4

function createMemo(charge: (bytes: number) => void): Memo {
  const known = new Map<unknown, unknown>()
  let charged = 0
  return {
    get: (key) => known.get(key),
    set(key, data) {
      // Where checks take their time, the first to be ready is everybody's.
      const first = known.get(key)
      if (first !== undefined) return first
      if (typeof data === 'object' && data !== null && isPlain(data, 0)) {
        if (known.size >= MAX_SCHEMAS) {
          known.clear()
          charge(-charged)
          charged = 0
        }
        known.set(key, data)
        const bytes = freeze(data)
        charged += bytes
        charge(bytes)
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

/** What an object, a member and a character take, roughly. */
const OBJECT_BYTES = 56
const MEMBER_BYTES = 16

/** Freezes it, and says what it takes in memory. */
function freeze(value: object): number {
  let bytes = OBJECT_BYTES
  for (const member of Object.values(value)) {
    bytes += MEMBER_BYTES
    if (typeof member === 'object' && member !== null) bytes += freeze(member as object)
    else if (typeof member === 'string') bytes += member.length
  }
  Object.freeze(value)
  return bytes
}
