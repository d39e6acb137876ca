import { createContext, useContext } from 'react'
import type { Timeline } from '../timeline/timeline.ts'
import type { Confirmation } from '../session/confirmation.ts'
import type { Background } from './background.ts'
import type { KeptBookings } from '../bookings/kept.ts'
import type { PilotDesk } from '../pilots/desk.ts'
import type { Station } from '../chart/station.ts'
import type { HarbourClient } from './client.ts'
import type { HarbourGraph } from './graph.ts'
import type { PilotClient } from './pilot-client.ts'

/** What every part of the control room works with. */
export interface ControlRoom {
  readonly client: HarbourClient
  readonly pilotClient: PilotClient
  readonly graph: HarbourGraph
  readonly pilots: PilotDesk
  readonly station: Station
  readonly keptBookings: KeptBookings
  readonly background: Background
  readonly timeline: Timeline
  readonly confirmation: Confirmation
  /** Why the sign-in that this page came back from did not work. */
  readonly signInProblem?: string | undefined
}

/** Provides the control room to the tree below. */
export const ControlRoomContext = createContext<ControlRoom | undefined>(undefined)

/** The control room. @throws Error outside of its provider */
export function useControlRoom(): ControlRoom {
  const room = useContext(ControlRoomContext)
  if (room === undefined) throw new Error('There is no control room above this component.')
  return room
}
