import type { Store } from '@fairlead/query'
import { environmentManager } from '@tanstack/vue-query'
import { type Ref, computed, shallowReactive, shallowReadonly, toRefs, watch } from 'vue'

/** Each member as a ref of its own, as the composables of vue-query have it. */
export type RefsOf<T> = { readonly [K in keyof T]: Readonly<Ref<T[K]>> }

/**
 * What a store says as refs, for as long as the component is there; another store takes its place when what `source` reads changes.
 * On a server it is what it was: nothing is followed.
 */
export function refsOf<T extends object>(source: () => Store<T>): RefsOf<T> {
  const store = computed(source)
  const state = shallowReactive({ ...store.value.get() })
  if (!environmentManager.isServer()) {
    watch(
      store,
      (current, _before, onCleanup) => {
        const show = (): void => void Object.assign(state, current.get())
        onCleanup(current.subscribe(show))
        show()
      },
      // A switch of the session is shown in the same turn as what the queries make of it.
      { immediate: true, flush: 'sync' },
    )
  }
  return toRefs(shallowReadonly(state)) as RefsOf<T>
}
