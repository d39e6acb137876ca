import { type CoreError, isFairleadError } from '@fairlead/core'
import { type Faults, NO_FAULTS } from 'harbour-api/contract'
import { countFaults } from 'harbour-room/faults/fault-words'
import { type ComputedRef, type ShallowRef, computed, onMounted, shallowRef, watchEffect } from 'vue'
import { useControlRoom } from '../harbour/context.ts'

/** The faults of this tab and the way to change them. */
export interface UseFaults {
  readonly faults: Readonly<ShallowRef<Faults>>
  /** How many of them are switched on. */
  readonly on: ComputedRef<number>
  readonly failure: Readonly<ShallowRef<CoreError | undefined>>
  readonly set: (change: Partial<Faults>) => void
  readonly reset: () => void
}

/** Whatever holds the lane up, the faults can be ended. */
const PAST_LANES = { queue: false } as const

/** Reads the faults, and reads them again whenever a call has used some of them up. */
export function useFaults(): UseFaults {
  const { client } = useControlRoom()
  const faults = shallowRef<Faults>(NO_FAULTS)
  const failure = shallowRef<CoreError>()
  const on = computed(() => countFaults(faults.value))
  /** An answer is only of use while nothing was changed after its question. */
  const turns = { latest: 0 }

  function take(call: PromiseLike<Faults>): void {
    turns.latest += 1
    const turn = turns.latest
    call.then(
      (answer) => {
        if (turns.latest !== turn) return
        faults.value = answer
        failure.value = undefined
      },
      (error: unknown) => {
        if (!isFairleadError(error)) throw error
        if (turns.latest === turn) failure.value = error
      },
    )
  }
  const read = (): void => take(client.api.faults.read({}, PAST_LANES))

  onMounted(read)
  const isOn = computed(() => on.value > 0)
  watchEffect((onCleanup) => {
    if (!isOn.value) return
    onCleanup(
      client.on((event) => {
        if (event.type === 'attempt:end' && event.template !== client.contract.faults.read.path) read()
      }),
    )
  })
  return {
    faults,
    on,
    failure,
    set(change) {
      faults.value = { ...faults.value, ...change }
      take(client.api.faults.set({ body: faults.value }, PAST_LANES))
    },
    reset() {
      faults.value = NO_FAULTS
      take(client.api.faults.reset({}, PAST_LANES))
    },
  }
}
