import type { QueryHost } from './query-host.ts'
import type { SessionState } from '@fairlead/core'
import { watchIdentity } from './session.ts'

/** Who is signed in, for components. */
export interface SessionView {
  readonly state: SessionState
  /** Opaque; empty while nobody is known to be signed in. */
  readonly identity: string
}

/** Something that components read and hear of. */
export interface Store<T> {
  /** The same object until something changes. */
  get(): T
  subscribe(listener: () => void): () => void
}

/** The session of a client as a store. */
export function sessionStore({ client: { session } }: QueryHost): Store<SessionView> {
  let view: SessionView | undefined
  return {
    get() {
      const { state, identity } = session
      if (view?.state !== state || view.identity !== identity) view = { state, identity }
      return view
    },
    subscribe: (listener) => watchIdentity(session, listener),
  }
}
