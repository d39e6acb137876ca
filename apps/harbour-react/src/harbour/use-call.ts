import { type CoreError, isFairleadError } from '@fairlead/core'
import { useCallback, useEffect, useEffectEvent, useState } from 'react'
import { useControlRoom } from './context.ts'

/** What a call has brought so far. The last data stays while newer is on its way. */
export interface Loaded<T> {
  readonly data: T | undefined
  readonly failure: CoreError | undefined
  readonly loading: boolean
  readonly reload: () => void
}

interface Settled<T> {
  /** Which question the call answered, and in which turn. */
  readonly asked: string
  readonly key: string
  readonly data: T | undefined
  /** The question that the data answers: a failure keeps the data there was. */
  readonly dataKey: string
  readonly failure: CoreError | undefined
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
  const [settled, setSettled] = useState<Settled<T>>()
  const asked = `${turn} ${key}`
  const reload = useCallback(() => setTurn((count) => count + 1), [])
  const onAsk = useEffectEvent((signal: AbortSignal, question: string): void => {
    start(signal).then(
      (data) => {
        if (!signal.aborted) setSettled({ asked: question, key, data, dataKey: key, failure: undefined })
      },
      (error: unknown) => {
        if (signal.aborted) return
        if (!isFairleadError(error)) throw error
        setSettled((before) => ({
          asked: question,
          key,
          data: before?.data,
          dataKey: before?.dataKey ?? key,
          failure: error,
        }))
      },
    )
  })
  useEffect(() => {
    const controller = new AbortController()
    onAsk(controller.signal, asked)
    return () => controller.abort(new DOMException('Nobody waits for this answer any more.', 'AbortError'))
  }, [asked])

  const watched = tags.join('\n')
  useEffect(
    () =>
      client.tags.subscribe((change) => {
        if (change.tags.some((tag) => watched.split('\n').includes(tag))) reload()
      }),
    [client, watched, reload],
  )
  return {
    data: keep || settled?.dataKey === key ? settled?.data : undefined,
    failure: settled?.key === key ? settled.failure : undefined,
    loading: settled?.asked !== asked,
    reload,
  }
}
