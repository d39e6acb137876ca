import { type ShallowRef, onScopeDispose, shallowRef } from 'vue'

/** Follows a value that is read by one function and told of by another, as long as the component is there. */
export function useStore<T>(subscribe: (listener: () => void) => () => void, read: () => T): Readonly<ShallowRef<T>> {
  const value = shallowRef(read())
  onScopeDispose(
    subscribe(() => {
      value.value = read()
    }),
  )
  return value
}
