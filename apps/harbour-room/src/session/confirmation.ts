/** What the harbour wants confirmed, while it does, and the way to answer. */
export interface Confirmation {
  readonly subscribe: (listener: () => void) => () => void
  /** Answers with whether it has been confirmed; undefined while nothing is asked. */
  readonly pending: () => ((confirmed: boolean) => void) | undefined
  /** Asks, and waits for the answer. */
  readonly ask: () => Promise<boolean>
}

/** Makes the question that the step-up of a call raises. */
export function createConfirmation(): Confirmation {
  const listeners = new Set<() => void>()
  let pending: ((confirmed: boolean) => void) | undefined
  const show = (next: typeof pending): void => {
    pending = next
    for (const listener of listeners) listener()
  }
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    pending: () => pending,
    ask: () =>
      new Promise((resolve) => {
        show((confirmed) => {
          show(undefined)
          resolve(confirmed)
        })
      }),
  }
}
