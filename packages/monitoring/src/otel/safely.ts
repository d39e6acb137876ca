/** Runs what only watches: a provider, processor or exporter that throws must not fail the call. */
export function safely<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    console.error(error)
    return undefined
  }
}
