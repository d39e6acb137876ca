/** When a second try of a safe call is begun beside the first. */
export interface HedgeOptions {
  /** Begun when the first takes longer than this part of the calls to the same endpoint. @defaultValue 0.95 */
  readonly quantile?: number | undefined
  /** Calls of an endpoint to learn from before its first hedge. @defaultValue 20 */
  readonly warmUp?: number | undefined
  /** Never begun earlier. @defaultValue 10 */
  readonly minDelayMs?: number | undefined
  /** At most this part of the calls is hedged, whatever the quantile says. @defaultValue 0.05 */
  readonly maxRatio?: number | undefined
}
