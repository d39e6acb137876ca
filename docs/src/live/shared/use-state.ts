import { type Ref, onScopeDispose, shallowRef } from 'vue'
import type { State } from './state.ts'

/** A watched value as a ref. */
export function useState<T>({ get, subscribe }: Pick<State<T>, 'get' | 'subscribe'>): Readonly<Ref<T>> {
  const value = shallowRef(get())
  onScopeDispose(subscribe(() => void (value.value = get())))
  return value
}
