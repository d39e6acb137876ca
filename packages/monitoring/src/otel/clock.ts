/** Beyond this the device has slept, or its clock was set. */
const MAX_DRIFT_MS = 100

/** Makes a clock of milliseconds since the Unix epoch, with their fractions. */
export function createPreciseClock(): () => number {
  let { timeOrigin } = performance
  return () => {
    const precise = timeOrigin + performance.now()
    const drift = Date.now() - precise
    if (Math.abs(drift) <= MAX_DRIFT_MS) return precise
    timeOrigin += drift
    return precise + drift
  }
}
