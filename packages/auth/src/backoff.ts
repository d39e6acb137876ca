const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 60_000

/** How long to wait after so many failures, in milliseconds: a second, then twice as long each time, a minute at most. */
export function backoffMs(failures: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** failures, MAX_WAIT_MS)
}
