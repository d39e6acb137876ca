/** Does a piece of work. Code of the user's that throws in it must not keep what comes after from being done: it is told of. */
export function attempt(work: () => void): void {
  try {
    work()
  } catch (error) {
    console.error(error)
  }
}
