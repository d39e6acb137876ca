/** How long a connection waits between tries, in milliseconds. */
export interface BackoffOptions {
  /** The bound of the first wait; each later one doubles it. @defaultValue 1_000 */
  readonly baseMs?: number
  /** The bound of all. @defaultValue 10_000 */
  readonly maxMs?: number
  /** How long a connection must have been ready, and have moved something, to count as good. @defaultValue 5_000 */
  readonly stableMs?: number
}

/** How much longer than a usual wait a busy server is left alone. */
const LATER = 5

/**
 * The wait before a try. Half of it is random whatever the cap, so that clients that were cut off together do not come
 * back together. After a good connection the first wait is short; a server's hint wins, with a little spread on top.
 *
 * @param failures how many tries in a row led to no good connection; 0 after a good one
 */
export function backoffMs(
  failures: number,
  { baseMs = 1_000, maxMs = 10_000 }: BackoffOptions,
  random: () => number,
  { hintMs, later = false }: { readonly hintMs?: number | undefined; readonly later?: boolean } = {},
): number {
  if (hintMs !== undefined) {
    // A server that wants everybody back at once, again and again, is not asked without pause.
    const leastMs = failures > 1 ? backoffMs(failures, { baseMs, maxMs }, random) : 0
    return Math.max(hintMs, leastMs) + random() * Math.min(hintMs, baseMs)
  }
  if (later) return Math.max(baseMs * LATER * (0.5 + random() / 2), backoffMs(failures, { baseMs, maxMs }, random))
  if (failures === 0) return random() * baseMs
  const capMs = Math.min(maxMs, baseMs * 2 ** (failures - 1))
  return capMs / 2 + (random() * capMs) / 2
}
