/** How what a server says holds up a lane. */
export interface FeedbackOptions {
  /** The first silence after a 429 or 503 that names no time; each further one is twice as long. @defaultValue 1_000 */
  readonly baseMs?: number | undefined
  /** The longest of those. @defaultValue 60_000 */
  readonly maxMs?: number | undefined
  /** The longest that is added at random when a lane opens again, as a part of the silence. @defaultValue 0.1 */
  readonly jitter?: number | undefined
  /** A server that asks for more than this is believed for this long. @defaultValue 3_600_000 */
  readonly maxHoldMs?: number | undefined
}
