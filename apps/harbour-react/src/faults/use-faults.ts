import { type CoreError, isFairleadError } from '@fairlead/core'
import { type Faults, NO_FAULTS } from 'harbour-api/contract'
import { countFaults } from 'harbour-room/faults/fault-words'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useControlRoom } from '../harbour/context.ts'

/** The faults of this tab and the way to change them. */
export interface UseFaults {
  readonly faults: Faults
  /** How many of them are switched on. */
  readonly on: number
  readonly failure: CoreError | undefined
  readonly set: (change: Partial<Faults>) => void
  readonly reset: () => void
}

/** Whatever holds the lane up, the faults can be ended. */
const PAST_LANES = { queue: false } as const

/** Reads the faults, and reads them again whenever a call has used some of them up. */
export function useFaults(): UseFaults {
  const { client } = useControlRoom()
  const [faults, setFaults] = useState(NO_FAULTS)
  const [failure, setFailure] = useState<CoreError>()
  /** An answer is only of use while nothing was changed after its question. */
  const latest = useRef(0)

  const take = useCallback((call: PromiseLike<Faults>): void => {
    latest.current += 1
    const turn = latest.current
    call.then(
      (answer) => {
        if (latest.current !== turn) return
        setFaults(answer)
        setFailure(undefined)
      },
      (error: unknown) => {
        if (!isFairleadError(error)) throw error
        if (latest.current === turn) setFailure(error)
      },
    )
  }, [])
  const read = useCallback(() => take(client.api.faults.read({}, PAST_LANES)), [client, take])
  const on = countFaults(faults)

  useEffect(read, [read])
  useEffect(() => {
    if (on === 0) return undefined
    return client.on((event) => {
      if (event.type === 'attempt:end' && event.template !== client.contract.faults.read.path) read()
    })
  }, [client, read, on])
  return {
    faults,
    on,
    failure,
    set(change) {
      const next = { ...faults, ...change }
      setFaults(next)
      take(client.api.faults.set({ body: next }, PAST_LANES))
    },
    reset() {
      setFaults(NO_FAULTS)
      take(client.api.faults.reset({}, PAST_LANES))
    },
  }
}
