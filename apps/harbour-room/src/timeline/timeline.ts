import type { ClientEvent, CoreEvent } from '@fairlead/core'
import { type Line, advance, isUnderWay, kept, noted, queued, replayed } from './line.ts'

/** The calls of a client, the latest first, as they happen. */
export interface Timeline {
  readonly subscribe: (listener: () => void) => () => void
  readonly lines: () => readonly Line[]
  readonly clear: () => void
  /** Notes that the newest call of a template waits in the outbox, which no event tells. */
  readonly keep: (template: string) => void
  /** Stops listening to the client. */
  readonly close: () => void
}

const MAX_LINES = 60

const QUEUE: readonly string[] = ['plugin:queue:wait', 'plugin:queue:refused']

/**
 * Makes the timeline of a client out of its events alone. A request that the cache makes for a call stands in the line of that
 * call; one that goes on after the call has its answer gets a line of its own.
 * @param shows whether calls of a path template are shown
 */
export function createTimeline(
  client: { on(listener: (event: ClientEvent) => void): () => void },
  shows: (template: string) => boolean = () => true,
): Timeline {
  const listeners = new Set<() => void>()
  /** The line in which a request of the cache's own stands, while it does. */
  const within = new Map<string, string>()
  let lines: readonly Line[] = []
  const show = (next: readonly Line[]): void => {
    lines = next.slice(0, MAX_LINES)
    for (const listener of listeners) listener()
  }
  const change = (id: string, to: (line: Line) => Line): void =>
    show(lines.map((line) => (line.id === (within.get(id) ?? id) ? to(line) : line)))

  function start(event: Extract<CoreEvent, { type: 'operation:start' }>): void {
    const { operationId: id, method, template, at: startedAt, detached } = event
    const parent = detached ? lines.find((line) => line.id === id.slice(0, id.lastIndexOf('.'))) : undefined
    // A refresh is a call of another kind that one begins.
    const isSame = parent?.template === template && parent.method === method
    if (isSame && parent.durationMs === undefined) within.set(id, parent.id)
    else show([{ id, method, template, startedAt, trips: [], isBackground: detached }, ...lines])
  }

  function end(event: Extract<CoreEvent, { type: 'operation:end' }>): void {
    const { operationId: id, at } = event
    if (within.delete(id)) return
    const own = lines.find((line) => line.id === id)
    const [child] = [...within].find(([, parent]) => parent === id) ?? []
    change(id, (line) => advance(line, event))
    if (own === undefined || child === undefined || event.error !== undefined) return
    within.delete(child)
    const background = {
      ...own,
      id: child,
      startedAt: own.trips[0]?.startedAt ?? at,
      isBackground: true,
      cache: undefined,
    }
    show([background, ...lines.map((line) => (line.id === id ? { ...line, trips: [] } : line))])
  }

  const close = client.on((event) => {
    if (!('template' in event)) {
      const { type, operationId: id = '', details } = event
      if (type === 'plugin:auth:replay') change(id, (line) => replayed(line, String(details['kind'])))
      if (type === 'plugin:cache:answer') change(id, (line) => noted(line, details))
      if (QUEUE.includes(type)) change(id, (line) => queued(line, event))
    } else if (shows(event.template)) {
      if (event.type === 'operation:start') start(event)
      else if (event.type === 'operation:end') end(event)
      else change(event.operationId, (line) => advance(line, event))
    }
  })
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    lines: () => lines,
    clear: () => show([]),
    keep(template) {
      const newest = lines.find((line) => line.template === template && isUnderWay(line))
      if (newest) change(newest.id, kept)
    },
    close,
  }
}
