import { type ComputedRef, computed, onScopeDispose, shallowRef } from 'vue'

/**
 * Follows a value that is read by one function and told of by another, as long as the component is there. It is read anew as well
 * when what the reading depends on has changed.
 */
export function useStore<T>(subscribe: (listener: () => void) => () => void, read: () => T): ComputedRef<T> {
  const turn = shallowRef(0)
  onScopeDispose(
    subscribe(() => {
      turn.value += 1
    }),
  )
  return computed(() => {
    void turn.value
    return read()
  })
}
