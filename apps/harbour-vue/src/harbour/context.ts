import type { Ages } from 'harbour-room/harbour/ages'
import type { ControlRoom } from 'harbour-room/room'
import { type InjectionKey, inject } from 'vue'

/** What every part of this control room works with. */
export interface VueRoom extends ControlRoom {
  readonly ages: Ages
}

/** Under what the app provides the control room. */
export const ROOM: InjectionKey<VueRoom> = Symbol('control room')

/** The control room. @throws Error outside of its app */
export function useControlRoom(): VueRoom {
  const room = inject(ROOM)
  if (room === undefined) throw new Error('There is no control room above this component.')
  return room
}
