import type { ClientEvent } from '@fairlead/core'
import { idbOutbox } from '@fairlead/queue/idb'
import { type KeptBookings, createRefusals, watchKept } from './bookings/kept.ts'
import { type Station, createStation } from './chart/station.ts'
import { type HarbourClient, createHarbourClient, tabName } from './harbour/client.ts'
import { type HarbourGraph, createHarbourGraph } from './harbour/graph.ts'
import { type PilotClient, createPilotClient } from './harbour/pilot-client.ts'
import { type HarbourQueries, createHarbourQueries } from './harbour/queries.ts'
import { type PilotDesk, createPilotDesk } from './pilots/desk.ts'
import { completeCallback, isCallback } from './session/callback.ts'
import { type Confirmation, createConfirmation } from './session/confirmation.ts'
import { type Timeline, createTimeline } from './timeline/timeline.ts'

/** What every part of the control room works with. */
export interface ControlRoom {
  readonly client: HarbourClient
  readonly queries: HarbourQueries
  readonly pilotClient: PilotClient
  readonly graph: HarbourGraph
  readonly pilots: PilotDesk
  readonly station: Station
  readonly keptBookings: KeptBookings
  readonly timeline: Timeline
  readonly confirmation: Confirmation
  /** Why the sign-in that this page came back from did not work. */
  readonly signInProblem?: string | undefined
}

/**
 * Makes the control room of one browser tab.
 * @param home the room's own path, such as `/vue/`
 * @returns undefined where this window was opened for a sign-in and has nothing to show
 */
export async function openControlRoom(home: string): Promise<ControlRoom | undefined> {
  const confirmation = createConfirmation()
  const kept = idbOutbox()
  const refusals = createRefusals()
  const tab = tabName()
  const client = createHarbourClient(home, tab, confirmation.ask, { store: kept, resolve: refusals.resolve })
  const pilotClient = createPilotClient(tab)
  const room = {
    client,
    queries: createHarbourQueries(client),
    pilotClient,
    graph: createHarbourGraph(client),
    pilots: createPilotDesk(pilotClient),
    station: createStation(client),
    keptBookings: watchKept(client, kept, refusals),
    // The fault panel's own calls would drown what it is there to show.
    timeline: createTimeline(
      eventsOf(client, pilotClient),
      (template) => template !== client.contract.faults.read.path,
    ),
    confirmation,
  }
  if (!isCallback(home)) return room
  const { stays, problem } = await completeCallback(client, home)
  return stays ? { ...room, signInProblem: problem } : undefined
}

interface Source {
  on(listener: (event: ClientEvent) => void): () => void
}

function eventsOf(...clients: readonly Source[]): Source {
  return {
    on(listener) {
      const ends = clients.map((client) => client.on(listener))
      return () => ends.forEach((end) => end())
    },
  }
}
