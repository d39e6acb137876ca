import type { ControlRoom } from 'harbour-room/room'
import { createContext, useContext } from 'react'

/** Provides the control room to the tree below. */
export const ControlRoomContext = createContext<ControlRoom | undefined>(undefined)

/** The control room. @throws Error outside of its provider */
export function useControlRoom(): ControlRoom {
  const room = useContext(ControlRoomContext)
  if (room === undefined) throw new Error('There is no control room above this component.')
  return room
}
