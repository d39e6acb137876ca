/** Waits for things to happen, without asking again and again. */
export interface Signalling {
  /** Waits until `check` holds. @throws Error with `what` when it does not within the patience */
  until(check: () => boolean, what: string): Promise<void>
  /** Something has happened: the checks are asked. */
  changed(): void
  /** Lets go of everybody who still waits. */
  end(): void
}

/** The platform's timers, because a client under audit has no others. */
export function createSignalling(patienceMs: number): Signalling {
  const waiting = new Map<() => void, ReturnType<typeof setTimeout>>()
  return {
    until(check, what) {
      if (check()) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(ask)
          reject(new Error(`expected that ${what} within ${patienceMs} ms`))
        }, patienceMs)
        const ask = (): void => {
          if (!check()) return
          clearTimeout(timer)
          waiting.delete(ask)
          resolve()
        }
        waiting.set(ask, timer)
      })
    },
    changed() {
      for (const ask of waiting.keys()) ask()
    },
    end() {
      for (const timer of waiting.values()) clearTimeout(timer)
      waiting.clear()
    },
  }
}
