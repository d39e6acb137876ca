import { type AnyEndpoint, type AnyEndpointTypes, type ErrorOf, type Side, configError } from '@fairlead/core'
import { hostOfQueries } from './create-queries.ts'
import type { QueryHost } from './query-host.ts'
import { watchIdentity } from './session.ts'
import type { Store } from './session-store.ts'
import type { EndpointQueries, OwnCallOptions, Variables } from './types.ts'

/** How an upload fares. */
export interface UploadView<Data, Err> {
  readonly status: 'idle' | 'pending' | 'success' | 'error'
  readonly data: Data | undefined
  readonly error: Err | null
  /** How much the transport has taken. It begins anew when the call is tried again. */
  readonly loadedBytes: number
  /** Undefined as long as that is not known. */
  readonly totalBytes: number | undefined
}

/** What may be said about the call of an upload. */
export type UploadOptions<Options> = Omit<OwnCallOptions<Options>, 'onUploadProgress'>

/** What can be done with an upload. */
export interface UploadActions<Data, In, Options> {
  /** Begins; how it ends is seen in the view. @throws `config` while one is under way */
  mutate(input: In, options?: UploadOptions<Options>): void
  /** Begins, and tells how it ends. @throws the error of the call; `config` while one is under way */
  mutateAsync(input: In, options?: UploadOptions<Options>): Promise<Data>
  /** Gives up what is under way: its promise rejects with `abort`, and the view is idle again. */
  cancel(): void
  /** Forgets how the last one ended. */
  reset(): void
}

/** One upload after the other. It goes on when nobody looks any more. */
export interface Upload<Data, Err, In, Options>
  extends Store<UploadView<Data, Err>>, UploadActions<Data, In, Options> {}

const IDLE = { status: 'idle', data: undefined, error: null, loadedBytes: 0, totalBytes: undefined } as const

type View = UploadView<unknown, unknown>

/**
 * Makes an upload of an endpoint: a mutation that tells its progress and can be given up. What it makes stale is said by the contract.
 * What belongs to a session is not shown after it.
 *
 * @example
 * ```ts
 * const upload = createUpload(q.documents.upload)
 * upload.subscribe(() => console.log(upload.get().loadedBytes))
 * const document = await upload.mutateAsync({ body: form })
 * ```
 */
export function createUpload<E, T extends AnyEndpointTypes, Options, Extra, K extends Side>(
  queries: EndpointQueries<E, T, Options, Extra, K>,
): Upload<T[K], ErrorOf<E, Extra, K>, Variables<T['call']>, Options> {
  return uploadOf(hostOfQueries(queries), queries.endpoint as AnyEndpoint) as never
}

function uploadOf(host: QueryHost, endpoint: AnyEndpoint): Upload<unknown, unknown, object | undefined, object> {
  const listeners = new Set<() => void>()
  const { session } = host.client
  let view: View = IDLE
  let underWay: AbortController | undefined
  /** Of the session that the view belongs to; undefined where it is everybody's. */
  let whose: AbortSignal | undefined

  function show(next: View): void {
    view = next
    tell()
  }
  function tell(): void {
    for (const listener of listeners) listener()
  }
  const isOver = (): boolean => whose?.aborted === true
  function checkIdle(): void {
    // That of a user who has left is none of this one's.
    if (underWay && !isOver()) throw configError('an upload is under way; cancel it first, or make another one')
  }

  async function mutateAsync(input: object | undefined, options?: object): Promise<unknown> {
    checkIdle()
    const own = (underWay = new AbortController())
    whose = host.scope(endpoint).session === undefined ? undefined : session.signal
    show({ ...IDLE, status: 'pending' })
    const progress = { loadedBytes: 0, totalBytes: undefined as number | undefined }
    const onUploadProgress = (now: { loadedBytes: number; totalBytes: number | undefined }): void => {
      if (underWay !== own) return
      const isSeen = percent(now) !== percent(progress)
      Object.assign(progress, now)
      if (isSeen) show({ ...view, ...now })
    }
    try {
      const data = await host.call(endpoint, input, { ...options, signal: own.signal, onUploadProgress })
      if (underWay === own) show({ ...view, ...progress, status: 'success', data })
      return data
    } catch (error) {
      if (underWay === own) show({ ...view, ...progress, status: 'error', error })
      throw error
    } finally {
      if (underWay === own) underWay = undefined
    }
  }
  return {
    get: () => (isOver() ? IDLE : view),
    subscribe(listener) {
      const own = (): void => listener()
      listeners.add(own)
      const release = watchIdentity(session, own)
      return () => {
        listeners.delete(own)
        release()
      }
    },
    mutateAsync,
    mutate(input, options) {
      checkIdle()
      mutateAsync(input, options).catch(shown)
    },
    cancel() {
      if (!underWay) return
      const own = underWay
      underWay = undefined
      own.abort()
      show(IDLE)
    },
    reset() {
      if (!underWay) show(IDLE)
    },
  }
}

/** What is worth telling: a large file has ten thousands of pieces. */
function percent({ loadedBytes, totalBytes }: { loadedBytes: number; totalBytes: number | undefined }): number {
  return totalBytes ? Math.floor((100 * loadedBytes) / totalBytes) : loadedBytes
}

function shown(): void {
  // In the view.
}
