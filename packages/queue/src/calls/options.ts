/** Calls that follow each other closely become one, made when they stop. All of them get its answer. */
export interface DebounceOptions {
  /** How long there must be none. */
  readonly waitMs: number
  /** The longest that the first of them is kept waiting. @defaultValue Infinity */
  readonly maxWaitMs?: number | undefined
  /** Makes the first at once. @defaultValue false */
  readonly leading?: boolean | undefined
  /** Makes the last when they stop. @defaultValue true */
  readonly trailing?: boolean | undefined
  /** Which calls are the same. @defaultValue the session's user, the method and the URL without its query */
  readonly key?: string | undefined
}

/** At most one call in a time; those between get the answer of the next one made, or of the last if none is. */
export interface ThrottleOptions {
  readonly waitMs: number
  /** Makes the first at once. @defaultValue true */
  readonly leading?: boolean | undefined
  /** Makes the last of those between when the time is over. @defaultValue true */
  readonly trailing?: boolean | undefined
  /** Which calls are the same. @defaultValue the session's user, the method and the URL without its query */
  readonly key?: string | undefined
}
