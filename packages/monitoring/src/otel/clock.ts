/** Milliseconds since the Unix epoch with their fractions, on a clock that does not jump. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now()
}
