import type { CoreError } from '@fairlead/core'
import type { EndpointKey, EndpointQueryOptions } from '@fairlead/query'
import { hashKey, useQuery } from '@tanstack/react-query'
import { ASK_AGAIN_MS, type AnswerCall } from 'harbour-room/harbour/queries'
import { useState, useSyncExternalStore } from 'react'
import { useControlRoom } from './context.ts'
import { useLast } from './use-last.ts'

/** What a query has brought so far. The last data stays while newer is on its way. */
export interface Answer<T> {
  readonly data: T | undefined
  /** When the data was true, where there is no newer to be had: milliseconds since the Unix epoch. */
  readonly asOf: number | undefined
  readonly failure: CoreError | undefined
  readonly loading: boolean
  readonly reload: () => void
}

/**
 * Asks a query of the harbour, whenever its input changes or one of its tags is invalidated, in this tab or in another.
 * @param ask makes the options
 * @param keep whether the data of the last input stays until that of the next is here; for what is public
 */
export function useAnswer<T, E>(ask: (call: AnswerCall) => EndpointQueryOptions<T, E>, keep = false): Answer<T> {
  const { ages } = useControlRoom()
  const options: EndpointQueryOptions<T, E> = ask({ onReply: (reply) => ages.hear(options.queryKey, reply) })
  const age = useSyncExternalStore(ages.subscribe, () => ages.of(options.queryKey))
  const isCutOff = age?.standing === 'unreachable'
  const query = useQuery<T, E, T, EndpointKey>({
    ...options,
    retry: false,
    refetchInterval: isCutOff && ASK_AGAIN_MS,
  })
  const data = useLast(query.data, keep)
  return {
    data,
    asOf: isCutOff ? age.asOf : undefined,
    failure: useFailure(hashKey(options.queryKey), query.error, query.data !== undefined),
    loading: query.isFetching,
    reload: () => void query.refetch(),
  }
}

/** The failure of a query. It stands until another answer is here, also while that is asked for. */
function useFailure(hash: string, error: unknown, hasData: boolean): CoreError | undefined {
  const [last, setLast] = useState<{ readonly hash: string; readonly error: unknown }>()
  if (error !== null && last?.error !== error) setLast({ hash, error })
  if (error === null && hasData && last) setLast(undefined)
  return (error ?? (last?.hash === hash && !hasData ? last.error : undefined)) as CoreError | undefined
}
