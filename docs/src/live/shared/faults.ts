import type { Fault, MockRequest } from '@fairlead/testing'
import { type State, createState } from './state.ts'

/** A way for the server, or for the way to it, to be. */
export interface Choice {
  readonly id: string
  readonly label: string
  /** What goes wrong with a request. Absent: nothing. */
  readonly fault?: Fault | ((request: MockRequest) => Fault | undefined)
  /** It goes wrong once, and then all is well. */
  readonly once?: true
}

/** What can go wrong in an example, one thing at a time. */
export interface Faults {
  /** In the first, nothing goes wrong. */
  readonly choices: readonly Choice[]
  /** The id of a choice. */
  readonly chosen: State<string>
  /** What goes wrong with a request, as `mockFetch` asks. */
  readonly faultOf: (request: MockRequest) => Fault | undefined
}

/** Makes the switches of an example. */
export function createFaults(choices: readonly Choice[]): Faults {
  const [well] = choices
  const chosen = createState(well?.id ?? '')
  return {
    choices,
    chosen,
    faultOf(request) {
      const { fault, once } = choices.find(({ id }) => id === chosen.get()) ?? {}
      const found = typeof fault === 'function' ? fault(request) : fault
      if (found && once) chosen.set(well?.id ?? '')
      return found
    },
  }
}
