import { tellAll } from '@fairlead/core'

/** Who hears what, by name. */
export interface Listeners<T> {
  add(name: string, listener: (value: T) => void): () => void
  tell(name: string, value: T): void
}

/** Makes a set of listeners. A broken one is printed and fails nobody else. */
export function createListeners<T>(): Listeners<T> {
  const byName = new Map<string, Set<(value: T) => void>>()
  return {
    add(name, listener) {
      const own = (value: T): void => listener(value)
      const heard = byName.get(name) ?? new Set()
      byName.set(name, heard.add(own))
      return () => {
        heard.delete(own)
        if (heard.size === 0 && byName.get(name) === heard) byName.delete(name)
      }
    },
    tell(name, value) {
      const heard = byName.get(name)
      if (heard) tellAll(heard, value)
    },
  }
}
