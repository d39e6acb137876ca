/** A value that can be watched, as `useSyncExternalStore` of React and a `shallowRef` of Vue want it. */
export interface State<T> {
  readonly get: () => T
  readonly set: (next: T) => void
  /** The answer unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void
}

/** Makes a value that can be watched. */
export function createState<T>(initial: T): State<T> {
  const listeners = new Set<() => void>()
  let value = initial
  return {
    get: () => value,
    set(next) {
      value = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
