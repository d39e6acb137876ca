import { type Connection, type ConnectionState, type Transition, connect, native } from '@fairlead/ws'
import { type LinkFault, type Sighting, type Sweep, link } from 'harbour-api/contract'
import type { HarbourClient } from '../harbour/client.ts'

/** What the chart room shows. */
export interface StationState {
  readonly state: ConnectionState
  /** When the next try begins, in milliseconds since the Unix epoch. */
  readonly nextTryAt: number | undefined
  readonly sightings: readonly Sighting[]
  /** Where each vessel was lately, oldest first. */
  readonly wakes: ReadonlyMap<string, readonly (readonly [x: number, y: number])[]>
  /** Sweeps that came, and those that never will. */
  readonly sweeps: { readonly heard: number; readonly missed: number }
  /** How many sweeps behind the chart is, while it catches up. */
  readonly behind: number
  /** Entries of the log by their fate. */
  readonly entries: Readonly<Record<'written' | 'acknowledged' | 'unknown' | 'unsent', number>>
  /** The harbour's own count, when it was last asked. */
  readonly log: { readonly entries: number; readonly twice: number } | undefined
  /** The server has forgotten the session: what was on its way then is reported, not hidden. */
  readonly isForgotten: boolean
  /** What happened to the link, the latest first. */
  readonly history: readonly Transition[]
  readonly writing: boolean
}

/** The live connection of the chart room, as long as somebody is in it. */
export interface Station {
  readonly state: () => StationState
  readonly subscribe: (listener: () => void) => () => void
  /** Comes on watch; the answer leaves. */
  open(): () => void
  /** Makes something go wrong with the link. */
  strike(fault: LinkFault): void
  /** Goes on or stops to write an entry every half second. */
  write(on: boolean): void
}

const WAKE_LENGTH = 12
const HISTORY_LENGTH = 40
const ENTRY_MS = 500
const REPLAY_MS = 150
const LOG_MS = 2_000

const START: StationState = {
  state: 'idle',
  nextTryAt: undefined,
  sightings: [],
  wakes: new Map(),
  sweeps: { heard: 0, missed: 0 },
  behind: 0,
  entries: { written: 0, acknowledged: 0, unknown: 0, unsent: 0 },
  log: undefined,
  isForgotten: false,
  history: [],
  writing: true,
}

/** Makes the station of the chart room. */
export function createStation(client: HarbourClient): Station {
  const listeners = new Set<() => void>()
  let present = START
  let connection: Connection<typeof link, 'resumable'> | undefined
  let lastNumber: number | undefined
  const queue: Sweep[] = []
  let replay: ReturnType<typeof setTimeout> | undefined

  function show(change: Partial<StationState>): void {
    present = { ...present, ...change }
    for (const listener of listeners) listener()
  }
  /** Those that come at once after a break are shown one after the other, so that an eye can follow. */
  function swept(sweep: Sweep): void {
    queue.push(sweep)
    if (replay === undefined) next()
    else show({ behind: queue.length })
  }
  function next(): void {
    const sweep = queue.shift()
    replay = sweep && setTimeout(next, REPLAY_MS)
    if (sweep) draw(sweep, queue.length)
  }
  function draw({ number, sightings }: Sweep, behind: number): void {
    const missed = lastNumber === undefined ? 0 : number - lastNumber - 1
    lastNumber = number
    const wakes = new Map(
      sightings.map(({ id, x, y }) => [id, [...(present.wakes.get(id) ?? []), [x, y] as const].slice(-WAKE_LENGTH)]),
    )
    const { sweeps } = present
    show({ sightings, wakes, behind, sweeps: { heard: sweeps.heard + 1, missed: sweeps.missed + missed } })
  }
  function moved(transition: Transition): void {
    const { to, delayMs, at } = transition
    show({
      state: to,
      nextTryAt: to === 'waiting' && delayMs !== undefined ? at + delayMs : undefined,
      history: [transition, ...present.history].slice(0, HISTORY_LENGTH),
    })
    if (to === 'idle' || to === 'closed') lastNumber = undefined
  }
  async function entry(own: NonNullable<typeof connection>): Promise<void> {
    if (!present.writing || own.state === 'idle' || own.state === 'failed' || own.state === 'closed') return
    const number = present.entries.written + 1
    show({ entries: { ...present.entries, written: number } })
    const { state } = await own.send('entry', { number, text: 'All well.' })
    const { entries } = present
    const fate = state === 'not-sent' ? 'unsent' : state
    show({ entries: { ...entries, [fate]: entries[fate] + 1 } })
  }
  async function count(own: NonNullable<typeof connection>): Promise<void> {
    if (own.state !== 'ready') return
    const log = await own.request('log', null)
    show({ log })
  }

  return {
    state: () => present,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    open() {
      const own = connect(client, {
        url: '/live',
        messages: link,
        liveness: 'fast',
        // So that the devtools panel can break it.
        transport: native({ WebSocket: client.faults.sockets.WebSocket }),
      })
      connection = own
      lastNumber = undefined
      show({ ...START, writing: present.writing, state: own.state })
      const ends = [
        own.on('sweep', swept),
        own.onTransition(moved),
        own.onGap(({ recovered }) => {
          if (recovered === 'none') show({ isForgotten: true })
        }),
      ]
      // An entry that cannot be written any more was told so by the state already.
      const writing = setInterval(() => void entry(own).catch(() => {}), ENTRY_MS)
      const counting = setInterval(() => void count(own).catch(() => {}), LOG_MS)
      return () => {
        clearInterval(writing)
        clearInterval(counting)
        clearTimeout(replay)
        replay = undefined
        queue.length = 0
        for (const end of ends) end()
        own.close()
        if (connection === own) connection = undefined
        show({ state: 'closed' })
      }
    },
    strike(fault) {
      show({ isForgotten: false })
      connection?.request('strike', fault).catch(() => {})
    },
    write: (on) => show({ writing: on }),
  }
}
