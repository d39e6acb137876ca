import { useSession } from '@fairlead/react'
import type { ConnectionState } from '@fairlead/ws'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { type CombinedError, useQuery, useSubscription } from 'urql'
import { useControlRoom } from '../harbour/context.ts'
import { useLast } from '../harbour/use-last.ts'
import { BERTH_CHANGED, type Berth, type Cargo, type File, VESSEL_FILE } from 'harbour-room/vessel-file/documents'

/** A vessel's file as far as it has come. */
export interface UseVesselFile {
  /** Null where there is no such vessel. */
  readonly file: File | null | undefined
  /** Whether it is that of before, since asking anew has failed. */
  readonly isBehind: boolean
  /** Undefined while customs are asked for the first time; null where they do not answer. */
  readonly cargo: Cargo | null | undefined
  /** The last change of her berth that the harbour told of, since the file was opened. */
  readonly moved: { readonly at: string; readonly berth: Berth | null } | undefined
  /** How the link is over which that comes. */
  readonly link: ConnectionState
  readonly isOnWatch: boolean
  readonly error: CombinedError | undefined
  readonly busy: boolean
  readonly reload: () => void
}

/** Customs take their time, between one part and the next. */
const TIMEOUTS = { idleMs: 8_000 }
const FOR_OFFICERS = { fairlead: { auth: 'session', timeouts: TIMEOUTS } } as const
const FOR_ALL = { fairlead: { auth: 'public', timeouts: TIMEOUTS } } as const

/** Asks for a vessel's file, keeps it up to date, and hears at once when she moves. */
export function useVesselFile(id: string): UseVesselFile {
  const { client, graph } = useControlRoom()
  const link = useSyncExternalStore(graph.onLink, graph.link)
  const { state } = useSession()
  const isOnWatch = state === 'authenticated'
  const [{ data, error, fetching, stale, hasNext }, ask] = useQuery({
    query: VESSEL_FILE,
    variables: { id, onWatch: isOnWatch },
    context: isOnWatch ? FOR_OFFICERS : FOR_ALL,
    pause: state === 'restoring',
  })
  const [{ data: told, error: untold }] = useSubscription({
    query: BERTH_CHANGED,
    variables: { id },
    pause: !isOnWatch,
  })
  const movedAt = told?.berthChanged.at
  // What has been told makes stale whatever shows where she lies: her file, the list, the count of free berths.
  useEffect(() => {
    if (movedAt !== undefined) client.tags.invalidate(['vessels', 'berths', `vessel:${id}`])
  }, [client, id, movedAt])

  const isBehind = error !== undefined && data === undefined
  const file = useLast(data?.vessel, isBehind)
  const cargo = useLast(file?.cargo, hasNext)
  const reload = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask])
  return {
    file,
    isBehind,
    cargo,
    moved: told && { at: told.berthChanged.at, berth: told.berthChanged.vessel.berth },
    link: isOnWatch && untold === undefined ? link : 'closed',
    isOnWatch,
    error,
    busy: fetching || stale || hasNext,
    reload,
  }
}
