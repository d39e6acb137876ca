import type { Ages } from 'harbour-room/harbour/ages'
import type { ControlRoom } from 'harbour-room/room'
import { createContext, useContext } from 'react'

/** What every part of this control room works with. */
export interface ReactRoom extends ControlRoom {
  readonly ages: Ages
}

/** Provides the control room to the tree below. */
export const ControlRoomContext = createContext<ReactRoom | undefined>(undefined)

/** The control room. @throws Error outside of its provider */
export function useControlRoom(): ReactRoom {
  const room = useContext(ControlRoomContext)
  if (room === undefined) throw new Error('There is no control room above this component.')
  return room
}
