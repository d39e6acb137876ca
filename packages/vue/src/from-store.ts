import type { Store } from '@fairlead/query'
import { environmentManager } from '@tanstack/vue-query'
import { type ShallowRef, onScopeDispose, shallowRef } from 'vue'

/** A store as a ref, for as long as the component is there. On a server it is what it was. */
export function fromStore<T>(store: Store<T>): Readonly<ShallowRef<T>> {
  const value = shallowRef(store.get())
  if (!environmentManager.isServer()) {
    onScopeDispose(
      store.subscribe(() => {
        value.value = store.get()
      }),
    )
  }
  return value
}
