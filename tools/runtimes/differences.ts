/** One case that a runtime cannot pass, whoever wrote the client, and what is missing there. */
export interface Difference {
  readonly runtimes: readonly string[]
  /** The end of the case's full name. */
  readonly name: string
  readonly reason: string
}

/** What the platforms themselves do otherwise. A case listed here that passes fails the run: its line must go. */
export const differences: readonly Difference[] = [
  {
    runtimes: ['Bun', 'workerd'],
    name: 'client.fetch > keeps what a Request says',
    reason: 'their Request does not carry integrity and keepalive',
  },
  {
    runtimes: ['workerd'],
    name: 'broadcast > reaches the others on the same channel, never itself',
    reason: 'a request there hears no other: nothing arrives on a BroadcastChannel',
  },
  {
    runtimes: ['workerd'],
    name: 'calls, attempts and waits are entries of tracks of their own',
    reason: 'it has no PerformanceObserver, by which the test sees what is drawn; and no page to draw it',
  },
  {
    runtimes: ['workerd'],
    name: 'no measure is kept, and those of the program are left alone',
    reason: 'it has no PerformanceObserver, by which the test sees what is drawn; and no page to draw it',
  },
  {
    runtimes: ['workerd'],
    name: 'a value in a path without a template is not drawn',
    reason: 'it has no PerformanceObserver, by which the test sees what is drawn; and no page to draw it',
  },
]
