import type { ClientEvent } from '@fairlead/core'
import { type Choice, type Faults, createFaults } from './faults.ts'
import { type Timeline, followEvents } from './timeline.ts'

/** What an example is made of, whatever framework shows it. */
export interface Example<Parts extends ExampleParts> {
  readonly title: string
  readonly choices: readonly Choice[]
  /** Makes the server, and the client that talks to it. */
  readonly connect: (faults: Faults) => Parts
}

/** What an example shows something of. */
export interface ExampleParts {
  readonly client: { on(listener: (event: ClientEvent) => void): () => void; dispose(): Promise<void> }
  /** Of `createQueries`, where it has queries. */
  readonly q?: object
}

/** An example that runs. */
export interface Running<Parts> {
  readonly title: string
  readonly parts: Parts
  readonly faults: Faults
  readonly timeline: Timeline
  readonly stop: () => void
}

/** Begins an example. */
export function start<Parts extends ExampleParts>({ title, choices, connect }: Example<Parts>): Running<Parts> {
  const faults = createFaults(choices)
  const parts = connect(faults)
  const timeline = followEvents(parts.client)
  return {
    title,
    parts,
    faults,
    timeline,
    stop() {
      timeline.close()
      void parts.client.dispose()
    },
  }
}
