/** One thing that is wrong with a document. */
export interface Finding {
  /** What found it, such as `struct`, `security` or `example`. */
  readonly rule: string
  readonly severity: 'error' | 'warning'
  /** Where, as a JSON pointer: `#/paths/~1vessels/get`. */
  readonly pointer: string
  readonly message: string
}

/** The places around a place, the nearest first. */
export function* around(pointer: string): Generator<string, void> {
  for (let end = pointer.lastIndexOf('/'); end > 0; end = pointer.lastIndexOf('/', end - 1)) yield pointer.slice(0, end)
}
