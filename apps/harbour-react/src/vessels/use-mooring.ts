import type { Mooring, NewMooring } from 'harbour-api/contract'
import { MOORING_AT_REST, type MooringState, createMoor } from 'harbour-room/vessels/mooring'
import { useMemo, useState } from 'react'
import { useControlRoom } from '../harbour/context.ts'

/** The way to moor a vessel. */
export interface UseMooring {
  readonly state: MooringState
  readonly moor: (wanted: NewMooring) => Promise<void>
  /** Forgets the last try, since the form has changed. */
  readonly reset: () => void
}

/** Moors a vessel, and tells what became of it. */
export function useMooring(vesselId: string, onMoored: (mooring: Mooring) => void): UseMooring {
  const { client } = useControlRoom()
  const [state, setState] = useState(MOORING_AT_REST)
  const send = useMemo(() => createMoor(client, vesselId), [client, vesselId])
  const moor = async (wanted: NewMooring): Promise<void> => {
    setState((before) => ({ ...before, busy: true, fields: {} }))
    const result = await send(wanted)
    if ('mooring' in result) {
      setState(MOORING_AT_REST)
      onMoored(result.mooring)
    } else setState(result.state)
  }
  return { state, moor, reset: () => setState(MOORING_AT_REST) }
}
