/** What has changed. `narrowed`: fewer values are taken or given than before; `widened`: more. */
export type ChangeKind =
  | 'added'
  | 'changed'
  | 'deprecated'
  | 'narrowed'
  | 'optional'
  | 'removed'
  | 'required'
  | 'widened'

/** One difference between two documents. */
export interface Change {
  readonly kind: ChangeKind
  /** Whether a caller that the document before was right for may fail now. */
  readonly breaking: boolean
  /** A JSON pointer into the document after; of what was removed, into the one before. */
  readonly pointer: string
  readonly message: string
}

/** Takes down changes: what is shared changes once, however many use it, and breaks if it breaks any of them. */
export class Changes {
  readonly #byPlace = new Map<string, Change>()

  add(kind: ChangeKind, breaking: boolean, pointer: string, message: string): void {
    const key = `${kind} ${pointer} ${message}`
    const known = this.#byPlace.get(key)
    if (!known || (breaking && !known.breaking)) this.#byPlace.set(key, { kind, breaking, pointer, message })
  }

  /** Those that break first, each kind in the order they were found. */
  list(): readonly Change[] {
    const all = [...this.#byPlace.values()]
    return [...all.filter(({ breaking }) => breaking), ...all.filter(({ breaking }) => !breaking)]
  }
}
