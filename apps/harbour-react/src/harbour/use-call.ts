import type { CoreError } from '@fairlead/core'
import { useCallback, useEffect, useEffectEvent, useState } from 'react'
import { type AnswerAge, answerAge } from 'harbour-room/harbour/cache-status'
import { useControlRoom } from './context.ts'

/** What a call has brought so far. The last data stays while newer is on its way. */
export interface Loaded<T> {
  readonly data: T | undefined
  /** When the data was true, where there is no newer to be had: milliseconds since the Unix epoch. */
  readonly asOf: number | undefined
  readonly failure: CoreError | undefined
  readonly loading: boolean
  readonly reload: () => void
}

/** Makes a call, which ends with the signal. */
export type Ask<T> = (options: { readonly signal: AbortSignal }) => PromiseLike<T> & { result(): PromiseLike<unknown> }

type Answer<T> =
  | { readonly ok: true; readonly data: T; readonly headers: Headers }
  | { readonly ok: false; readonly error: CoreError }

interface Settled<T> {
  /** Which question the call answered, and in which turn. */
  readonly asked: string
  readonly key: string
  readonly data: T | undefined
  /** The question that the data answers: a failure keeps the data there was. */
  readonly dataKey: string
  readonly age: AnswerAge | undefined
  readonly failure: CoreError | undefined
}

/** How often a newer answer is looked for, which may be old already when it comes. */
const MAX_TURNS = 3

/** How long after an answer from the cache a harbour that cannot be reached is asked again. */
const ASK_AGAIN_MS = 15_000

/**
 * Makes a call when it is first shown, when `key` changes and when one of its tags is invalidated, in this tab or in another.
 * An answer that the cache gave although it is stale is followed by the newer one. A call that nobody waits for any more is
 * aborted.
 * @param keep whether the data of the last key stays while that of the next is on its way
 */
export function useCall<T>(key: string, tags: readonly string[], ask: Ask<T>, keep = false): Loaded<T> {
  const { client, background } = useControlRoom()
  const [turn, setTurn] = useState(0)
  const [settled, setSettled] = useState<Settled<T>>()
  const asked = `${turn} ${key}`
  const reload = useCallback(() => setTurn((count) => count + 1), [])
  const onAsk = useEffectEvent(async (signal: AbortSignal, question: string): Promise<void> => {
    for (let times = 0; times < MAX_TURNS; times++) {
      const answer = (await ask({ signal }).result()) as Answer<T>
      if (signal.aborted) return
      if (!answer.ok) {
        const { error: failure } = answer
        setSettled((before) => ({
          data: undefined,
          dataKey: key,
          age: undefined,
          ...before,
          asked: question,
          key,
          failure,
        }))
        return
      }
      const { data, headers } = answer
      const age = answerAge(headers, Date.now())
      const show = (standing: AnswerAge['standing']): void =>
        setSettled({ asked: question, key, data, dataKey: key, age: { ...age, standing }, failure: undefined })
      show(age.standing)
      if (age.standing !== 'behind') return
      const isAnswered = await background.settled()
      if (signal.aborted) return
      if (!isAnswered) return show('unreachable')
    }
  })
  useEffect(() => {
    const controller = new AbortController()
    void onAsk(controller.signal, asked)
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

  const isShown = keep || settled?.dataKey === key
  const age = isShown ? settled?.age : undefined
  const isCutOff = age?.standing === 'unreachable'
  useEffect(() => {
    if (!isCutOff) return undefined
    const timer = setTimeout(reload, ASK_AGAIN_MS)
    addEventListener('online', reload)
    return () => {
      clearTimeout(timer)
      removeEventListener('online', reload)
    }
  }, [isCutOff, settled, reload])
  return {
    data: isShown ? settled?.data : undefined,
    asOf: isCutOff ? age?.asOf : undefined,
    failure: settled?.key === key ? settled.failure : undefined,
    loading: settled?.asked !== asked,
    reload,
  }
}
