import { type CoreError, isFairleadError } from '@fairlead/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useControlRoom } from './context.ts'

/** What a call has brought so far. The last data stays while newer is on its way. */
export interface Loaded<T> {
  readonly data: T | undefined
  readonly failure: CoreError | undefined
  readonly loading: boolean
  readonly reload: () => void
}

interface State<T> {
  readonly key: string
  readonly data: T | undefined
  readonly failure: CoreError | undefined
  readonly loading: boolean
}

/**
 * Makes a call when it is first shown, when `key` changes and when one of its tags is invalidated. A call that nobody waits
 * for any more is aborted.
 * @param keep whether the data of the last key stays while that of the next is on its way
 */
export function useCall<T>(
  key: string,
  tags: readonly string[],
  start: (signal: AbortSignal) => PromiseLike<T>,
  keep = false,
): Loaded<T> {
  const { client } = useControlRoom()
  const [turn, setTurn] = useState(0)
  const [state, setState] = useState<State<T>>({ key, data: undefined, failure: undefined, loading: true })
  const latest = useRef(start)
  latest.current = start
  const reload = useCallback(() => setTurn((count) => count + 1), [])

  useEffect(() => {
    const controller = new AbortController()
    setState((before) => ({
      key,
      data: keep || before.key === key ? before.data : undefined,
      failure: before.key === key ? before.failure : undefined,
      loading: true,
    }))
    latest.current(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setState({ key, data, failure: undefined, loading: false })
      },
      (error: unknown) => {
        if (controller.signal.aborted) return
        if (!isFairleadError(error)) throw error
        setState((before) => ({ ...before, failure: error, loading: false }))
      },
    )
    return () => controller.abort(new DOMException('Nobody waits for this answer any more.', 'AbortError'))
  }, [key, turn, keep])

  const watched = tags.join('\n')
  useEffect(
    () =>
      client.tags.subscribe((change) => {
        if (change.tags.some((tag) => watched.split('\n').includes(tag))) reload()
      }),
    [client, watched, reload],
  )
  // Between a new key and its effect the state is still the old key's.
  const current = state.key === key
  return {
    data: current || keep ? state.data : undefined,
    failure: current ? state.failure : undefined,
    loading: !current || state.loading,
    reload,
  }
}
