import type { CallEvent, ClientEvent } from '@fairlead/core'
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
  /** The latest call first. A call to which nothing has happened yet is not there: one that waits in a queue, or that an outbox has taken over. */
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
  let sent = 0
  let rows: readonly Row[] = []
  const show = (): void => view.set({ sent, rows: rows.filter(({ steps }) => steps.length > 0) })
  const rowOf = (id: string): Row | undefined =>
    rows.find((row) => row.id === id) ?? rows.find((row) => row.id === parentOf(id))

  function begin({ operationId: id, method, template, detached }: CallEvent & { readonly detached: boolean }): void {
    const label = `${method} ${template}`
    // A refresh is detached, too, and a call of its own.
    if (!detached || rowOf(id)?.label !== label) rows = [{ id, label, steps: [] }, ...rows].slice(0, MAX_ROWS)
  }

  const close = client.on((event) => {
    if (event.type === 'operation:start') begin(event)
    if (event.type === 'attempt:start') sent += 1
    const step = stepOf(event)
    const own = step && rowOf(event.operationId ?? '')
    if (!own) return
    rows = rows.map((row) => (row === own ? { ...row, steps: added(row.steps, step) } : row))
    show()
  })
  return {
    get: view.get,
    subscribe: view.subscribe,
    clear() {
      sent = 0
      rows = []
      show()
    },
    close,
  }
}

/** What is detached has the id of the call that it is for, and a number. */
function parentOf(id: string): string {
  return id.slice(0, id.lastIndexOf('.'))
}

/** An attempt that has ended takes the place of the one that had begun. */
function added(steps: readonly Step[], step: Step): readonly Step[] {
  const hasEnded = step.kind === 'answer' || step.kind === 'failure'
  const going = hasEnded ? steps.findLastIndex(({ kind }) => kind === 'sent') : -1
  return going < 0 ? [...steps, step] : steps.with(going, step)
}
