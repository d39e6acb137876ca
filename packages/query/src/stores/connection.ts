import type { Store } from '../session-store.ts'

/** How a live connection stands. */
export interface ConnectionView<State, Failure> {
  readonly state: State
  /** Why it failed, while it has. */
  readonly failure: Failure
}

/** What is needed of a connection. */
interface Standing<State, Failure> extends ConnectionView<State, Failure> {
  onTransition(listener: () => void): () => void
}

/** A live connection's state as a store. */
export function connectionStore<State, Failure>(
  connection: Standing<State, Failure>,
): Store<ConnectionView<State, Failure>> {
  let view: ConnectionView<State, Failure> | undefined
  return {
    get() {
      const { state, failure } = connection
      if (view?.state !== state || view.failure !== failure) view = { state, failure }
      return view
    },
    subscribe: (listener) => connection.onTransition(() => listener()),
  }
}
