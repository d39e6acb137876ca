import type { ClientEvent, Plugin } from '@fairlead/core'
import { lowCardinality } from '../template.ts'
import { plainText } from '../text.ts'

/** Colours that Chrome's performance panel has for entries of tracks. */
type Colour = 'primary' | 'secondary' | 'tertiary' | 'error' | 'warning'

/** One bar of a track; times are of the Unix epoch. */
interface Bar {
  readonly track: 'Calls' | 'Attempts' | 'Waits'
  readonly name: string
  readonly from: number
  readonly to: number
  readonly color: Colour
  readonly tooltip: string
  readonly properties: readonly (readonly [string, string])[]
}

/**
 * Writes calls, their attempts and their waits to Chrome's performance panel, as tracks of the group "Fairlead". For
 * development: each bar is a `performance.measure`, cleared at once, so that no memory is kept.
 *
 * @see {@link https://developer.chrome.com/docs/devtools/performance/extension}
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- no options of its own
export function performanceTracks(): Plugin<'', {}, undefined, never> {
  return {
    name: '',
    install(host) {
      if (typeof performance === 'undefined' || typeof performance.measure !== 'function') return {}
      const stop = host.observe((event) => {
        const bar = barOf(event)
        if (bar) draw(bar)
      })
      return { dispose: stop }
    },
  }
}

function barOf(event: ClientEvent): Bar | undefined {
  const { at } = event
  if (event.type === 'plugin:queue:wait') {
    const waitMs = Number(event.details['waitMs'])
    return waitMs > 0 ? waitBar(`queue ${plainText(String(event.details['origin']))}`, at - waitMs, at) : undefined
  }
  if (!('template' in event)) return undefined
  const name = `${plainText(event.method, 20)} ${lowCardinality(event.template)}`
  if (event.type === 'retry:wait') return waitBar(`${name} (${event.source})`, at, at + event.waitMs)
  if (event.type !== 'attempt:end' && event.type !== 'operation:end') return undefined
  const { status, error, durationMs } = event
  const outcome = String(error ?? status ?? 'done')
  const isCall = event.type === 'operation:end'
  const what = isCall ? `${event.attempts} attempts` : `attempt ${event.attempt}`
  return {
    track: isCall ? 'Calls' : 'Attempts',
    name: isCall ? name : `${name} ${what}`,
    from: at - durationMs,
    to: at,
    color: error === 'abort' ? 'tertiary' : error || (status ?? 0) >= 400 ? 'error' : isCall ? 'primary' : 'secondary',
    tooltip: `${name}: ${outcome}, ${what}`,
    properties: [
      ['Origin', event.origin],
      ['Outcome', outcome],
      ['Operation', event.operationId],
    ],
  }
}

function waitBar(name: string, from: number, to: number): Bar {
  return { track: 'Waits', name, from, to, color: 'warning', tooltip: `waits: ${name}`, properties: [] }
}

function draw({ track, name, from, to, color, tooltip, properties }: Bar): void {
  const { timeOrigin } = performance
  const start = Math.max(0, from - timeOrigin)
  const devtools = { dataType: 'track-entry', track, trackGroup: 'Fairlead', color, properties, tooltipText: tooltip }
  // The name is ours alone, so that clearing it clears no measure of the program.
  const own = `${name} · Fairlead`
  try {
    performance.measure(own, { start, end: Math.max(start, to - timeOrigin), detail: { devtools } })
    performance.clearMeasures(own)
  } catch {
    // What only draws breaks nothing.
  }
}
