import type { CoreError } from '@fairlead/core'
import type { EndpointQueryOptions } from '@fairlead/query'
import { hashKey, useQuery } from '@tanstack/vue-query'
import { ASK_AGAIN_MS, type AnswerCall } from 'harbour-room/harbour/queries'
import { type ComputedRef, computed, shallowRef, watch } from 'vue'
import { useControlRoom } from './context.ts'
import { useStore } from './use-store.ts'

/** What a query has brought so far. The last data stays while newer is on its way. */
export interface Answer<T> {
  readonly data: ComputedRef<T | undefined>
  /** When the data was true, where there is no newer to be had: milliseconds since the Unix epoch. */
  readonly asOf: ComputedRef<number | undefined>
  readonly failure: ComputedRef<CoreError | undefined>
  readonly loading: ComputedRef<boolean>
  readonly reload: () => void
}

/**
 * Asks a query of the harbour, whenever its input changes or one of its tags is invalidated, in this tab or in another.
 * @param ask makes the options; what it reads is followed
 * @param keep whether the data of the last input stays until that of the next is here; for what is public
 */
export function useAnswer<T, E>(ask: (call: AnswerCall) => EndpointQueryOptions<T, E>, keep = false): Answer<T> {
  const { ages } = useControlRoom()
  const options = computed(() => {
    const made: EndpointQueryOptions<T, E> = ask({ onReply: (reply) => ages.hear(made.queryKey, reply) })
    return made
  })
  const hash = computed(() => hashKey(options.value.queryKey))
  const age = useStore(ages.subscribe, () => ages.of(options.value.queryKey))
  const isCutOff = computed(() => age.value?.standing === 'unreachable')
  // Errors have private parts, which a deep proxy would keep from them.
  const query = useQuery<T, E, T>(
    () =>
      ({
        ...options.value,
        shallow: true,
        retry: false,
        refetchInterval: isCutOff.value ? ASK_AGAIN_MS : false,
      }) as never,
  )
  const last = shallowRef<T>()
  const failed = shallowRef<{ readonly hash: string; readonly error: CoreError }>()
  watch(
    [query.data, query.error],
    ([data, error]) => {
      if (data !== undefined) last.value = data
      if (error) failed.value = { hash: hash.value, error: error as unknown as CoreError }
      else if (data !== undefined) failed.value = undefined
    },
    { immediate: true, flush: 'sync' },
  )
  return {
    data: computed(() => query.data.value ?? (keep ? last.value : undefined)),
    asOf: computed(() => (isCutOff.value ? age.value?.asOf : undefined)),
    // It stands until another answer is here, also while that is asked for.
    failure: computed(() => (failed.value?.hash === hash.value ? failed.value.error : undefined)),
    loading: computed(() => query.isFetching.value),
    reload: () => void query.refetch(),
  }
}
