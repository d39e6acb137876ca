import type { ClientEvent, CoreEvent } from '@fairlead/core'
import { type State, createState } from './state.ts'
import { type Step, stepOf } from './steps.ts'

/** A call, and what became of it. */
export interface Row {
  readonly id: string
  /** Method and path template. */
  readonly label: string
  readonly steps: readonly Step[]
}

/** What a client has done. */
export interface TimelineView {
  /** Requests that went to the server. */
  readonly sent: number
  /** The latest call first. */
  readonly rows: readonly Row[]
}

/** The latest calls of a client, made of its events alone. */
export interface Timeline extends Pick<State<TimelineView>, 'get' | 'subscribe'> {
  readonly clear: () => void
  /** Stops listening to the client. */
  readonly close: () => void
}

const MAX_ROWS = 12
const EMPTY: TimelineView = { sent: 0, rows: [] }

/** Follows the events of a client. A request that the cache makes for a call stands in the row of that call. */
export function followEvents(client: { on(listener: (event: ClientEvent) => void): () => void }): Timeline {
  const view = createState(EMPTY)
  const rowOf = new Map<string, string>()

  function begin(event: Extract<CoreEvent, { type: 'operation:start' }>): void {
    const { operationId: id, method, template, detached } = event
    const label = `${method} ${template}`
    const { sent, rows } = view.get()
    // What is detached has its parent's id and a number.
    const parent = detached ? rowOf.get(id.slice(0, id.lastIndexOf('.'))) : undefined
    const isOfParent = parent !== undefined && rows.some((row) => row.id === parent && row.label === label)
    rowOf.set(id, isOfParent ? parent : id)
    if (!isOfParent) view.set({ sent, rows: [{ id, label, steps: [] }, ...rows].slice(0, MAX_ROWS) })
  }

  const close = client.on((event) => {
    if (event.type === 'operation:start') begin(event)
    const step = stepOf(event)
    const { sent, rows } = view.get()
    const id = rowOf.get(event.operationId ?? '')
    if (step)
      view.set({
        sent: sent + (event.type === 'attempt:start' ? 1 : 0),
        rows: rows.map((row) => (row.id === id ? { ...row, steps: added(row.steps, step) } : row)),
      })
    // Nothing was sent for it: what was given up, and what the outbox took over.
    else if (event.type === 'operation:end')
      view.set({ sent, rows: rows.filter((row) => row.id !== event.operationId || row.steps.length > 0) })
  })
  return { get: view.get, subscribe: view.subscribe, clear: () => view.set(EMPTY), close }
}

/** An attempt that has ended takes the place of the one that had begun. */
function added(steps: readonly Step[], step: Step): readonly Step[] {
  const hasEnded = step.kind === 'answer' || step.kind === 'failure'
  const going = hasEnded ? steps.findLastIndex(({ kind }) => kind === 'sent') : -1
  return going < 0 ? [...steps, step] : steps.with(going, step)
}
