/** What the work answers; undefined where it throws, as sandboxed pages and closed channels do. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
