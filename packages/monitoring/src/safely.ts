/**
 * Runs what only watches: neither what it throws nor a promise of it that fails touches a call.
 *
 * @returns undefined where it has thrown
 */
export function safely<T>(work: () => T): T | undefined {
  try {
    const done = work()
    if (done instanceof Promise) done.catch(console.error)
    return done
  } catch (error) {
    console.error(error)
    return undefined
  }
}
