import type { LinkFault } from 'harbour-api/contract'
import { type ReactNode, useSyncExternalStore } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { clockText } from '../harbour/words.ts'
import type { StationState } from './station.ts'
import { stepWords } from './station-words.ts'

const faults: readonly (readonly [LinkFault, string, string])[] = [
  ['cut', 'Cut', 'The link ends without a word'],
  ['half-open', 'Half-open', 'The link stands, and nothing passes'],
  ['restart', 'Server restart', 'The server forgets every session'],
]

/** What goes over the link and what becomes of it, and the ways to break it. */
export function LinkPanel(): ReactNode {
  const { station } = useControlRoom()
  const state = useSyncExternalStore(station.subscribe, station.state)
  return (
    <section className="panel link-panel" aria-labelledby="link-title">
      <header className="panel-head">
        <h2 id="link-title">Link</h2>
        <p className="count">One entry in the log every half second</p>
        <button
          type="button"
          className="button-quiet"
          aria-pressed={!state.writing}
          onClick={() => station.write(!state.writing)}
        >
          {state.writing ? 'Stop' : 'Go on'}
        </button>
      </header>
      <div className="link-faults" role="group" aria-label="Break the link">
        {faults.map(([fault, words, title]) => (
          <button
            key={fault}
            type="button"
            className="button"
            title={title}
            disabled={state.state !== 'ready'}
            onClick={() => station.strike(fault)}
          >
            {words}
          </button>
        ))}
      </div>
      <Figures {...state} />
      <ol className="scroll steps" aria-label="What happened to the link, the latest first">
        {state.history.map((step) => {
          const { what, why } = stepWords(step)
          return (
            <li key={`${step.at} ${step.generation} ${step.to}`} data-state={step.to}>
              <time dateTime={new Date(step.at).toISOString()}>{clockText(step.at)}</time>
              <strong>{what}</strong>
              <span>{why}</span>
            </li>
          )
        })}
      </ol>
    </section>
  )
}

function Figures({ sweeps, entries, log }: StationState): ReactNode {
  const facts: readonly (readonly [
    name: string,
    value: number | string,
    tone?: 'good' | 'bad' | 'busy' | undefined,
  ])[] = [
    ['Sweeps heard', sweeps.heard],
    ['Missed', sweeps.missed, sweeps.missed > 0 ? 'bad' : 'good'],
    ['In the harbour’s log', log ? log.entries : '–'],
    ['Twice', log ? log.twice : '–', log && log.twice > 0 ? 'bad' : 'good'],
    ['Entries written', entries.written],
    ['Acknowledged', entries.acknowledged, 'good'],
    ['Unknown', entries.unknown, entries.unknown > 0 ? 'busy' : 'good'],
    ['Not sent', entries.unsent, entries.unsent > 0 ? 'busy' : 'good'],
  ]
  return (
    <dl className="figures">
      {facts.map(([name, value, tone]) => (
        <div key={name} data-tone={tone} data-figure={name.toLowerCase().replaceAll(/\W+/g, '-')}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
