import { type ReactNode, useSyncExternalStore } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { clockText } from 'harbour-room/harbour/words'
import type { StationState } from 'harbour-room/chart/station'
import { linkFaults, linkFigures, stepWords } from 'harbour-room/chart/station-words'

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
        {linkFaults.map(([fault, words, title]) => (
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

function Figures(state: StationState): ReactNode {
  return (
    <dl className="figures">
      {linkFigures(state).map(([name, value, tone]) => (
        <div key={name} data-tone={tone} data-figure={name.toLowerCase().replaceAll(/\W+/g, '-')}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
