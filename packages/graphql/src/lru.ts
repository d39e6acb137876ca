/** Values by key, of which those used least lately go first when there are too many or they weigh too much. */
export interface Lru<K, V> {
  readonly size: number
  readonly weight: number
  get(key: K): V | undefined
  /** Without its being a use. */
  peek(key: K): V | undefined
  set(key: K, value: V, weight: number): void
  delete(key: K): void
  entries(): Iterable<readonly [K, V]>
  clear(): void
}

/** Makes a bounded map. What alone weighs more than is allowed is not taken in. */
export function createLru<K, V>(maxSize: number, maxWeight: number): Lru<K, V> {
  const items = new Map<K, { readonly value: V; readonly weight: number }>()
  let total = 0

  function drop(key: K): void {
    const item = items.get(key)
    if (!item) return
    items.delete(key)
    total -= item.weight
  }
  return {
    get size() {
      return items.size
    },
    get weight() {
      return total
    },
    get(key) {
      const item = items.get(key)
      if (!item) return undefined
      // The order of a Map is that of its insertions: the first is the one used least lately.
      items.delete(key)
      items.set(key, item)
      return item.value
    },
    peek: (key) => items.get(key)?.value,
    set(key, value, weight) {
      drop(key)
      if (weight > maxWeight) return
      items.set(key, { value, weight })
      total += weight
      for (const oldest of items.keys()) {
        if (items.size <= maxSize && total <= maxWeight) break
        drop(oldest)
      }
    },
    delete: drop,
    *entries() {
      for (const [key, { value }] of items) yield [key, value]
    },
    clear() {
      items.clear()
      total = 0
    },
  }
}
