import { BERTH_CHANGED, type Cargo, type File, VESSEL_FILE } from 'harbour-room/vessel-file/documents'
import { type ComputedRef, computed, shallowRef, watch } from 'vue'
import { useControlRoom } from '../harbour/context.ts'
import { useStore } from '../harbour/use-store.ts'
import { useOfficer, useSession } from '../session/use-session.ts'
import { useGraphQuery, useGraphSubscription } from './use-graph.ts'

/** Customs take their time, between one part and the next. */
const TIMEOUTS = { idleMs: 8_000 }
const FOR_OFFICERS = { fairlead: { auth: 'session', timeouts: TIMEOUTS } } as const
const FOR_ALL = { fairlead: { auth: 'public', timeouts: TIMEOUTS } } as const

/** Asks for a vessel's file, keeps it up to date, and hears at once when she moves. */
// oxlint-disable-next-line typescript/explicit-function-return-type, typescript/explicit-module-boundary-types -- told by its parts
export function useVesselFile(id: string) {
  const { client, graph } = useControlRoom()
  const link = useStore(graph.onLink, graph.link)
  const session = useSession()
  const officer = useOfficer()
  const isOnWatch = computed(() => officer.value !== undefined)
  const isRestoring = computed(() => session.value.status === 'restoring')
  const { data, error, hasNext, busy, reload } = useGraphQuery(() =>
    isRestoring.value
      ? undefined
      : {
          document: VESSEL_FILE,
          variables: { id, onWatch: isOnWatch.value },
          context: isOnWatch.value ? FOR_OFFICERS : FOR_ALL,
        },
  )
  const told = useGraphSubscription(() =>
    isOnWatch.value ? { document: BERTH_CHANGED, variables: { id } } : undefined,
  )
  const change = computed(() => told.value?.data?.berthChanged)
  // What has been told makes stale whatever shows where she lies: her file, the list, the count of free berths.
  watch(
    () => change.value?.at,
    (at) => {
      if (at !== undefined) client.tags.invalidate(['vessels', 'berths', `vessel:${id}`])
    },
  )

  /** Whether what is shown is that of before, since asking anew has failed. */
  const isBehind = computed(() => error.value !== undefined && data.value === undefined)
  const file = useLast<File | null>(() => data.value?.vessel, isBehind)
  return {
    /** Null where there is no such vessel. */
    file,
    isBehind,
    /** Undefined while customs are asked for the first time; null where they do not answer. */
    cargo: useLast<Cargo | null>(() => file.value?.cargo, hasNext),
    /** The last change of her berth that the harbour told of, since the file was opened. */
    moved: computed(() => change.value && { at: change.value.at, berth: change.value.vessel.berth }),
    /** How the link is over which that comes; undefined where nobody listens. */
    link: computed(() => {
      if (!isOnWatch.value) return undefined
      return told.value?.error === undefined ? link.value : 'closed'
    }),
    isOnWatch,
    error,
    busy,
    reload,
  }
}

/** A value; the last there was, where there is none and that one is to be kept. */
function useLast<T>(read: () => T | undefined, isKept: ComputedRef<boolean>): ComputedRef<T | undefined> {
  const last = shallowRef<T>()
  watch(
    read,
    (value) => {
      if (value !== undefined) last.value = value
    },
    { immediate: true, flush: 'sync' },
  )
  return computed(() => read() ?? (isKept.value && read() === undefined ? last.value : read()))
}
