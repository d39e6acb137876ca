import { CustomsFault, HowOften, PilotFault } from 'harbour-api/contract'
import { answerFaults, customsWords, latencies, oftenWords, pilotWords, waits } from 'harbour-room/faults/fault-words'
import { type ReactNode, useId } from 'react'
import { FailureNotice } from '../parts/notice.tsx'
import { SessionFaults } from '../session/session-faults.tsx'
import type { UseFaults } from './use-faults.ts'

/** Switches trouble on and off, for this tab alone. */
export function FaultPanel({ faults, on, failure, set, reset }: UseFaults): ReactNode {
  return (
    <section className="panel fault-panel" aria-labelledby="faults-title" data-on={on > 0}>
      <header className="panel-head">
        <h2 id="faults-title">Faults</h2>
        <p className="count" role="status">
          {on === 0 ? 'All calm' : `${on} on, in this tab`}
        </p>
        <button type="button" className="button-quiet" disabled={on === 0} onClick={reset}>
          Calm down
        </button>
      </header>
      <div className="scroll fault-list">
        <SessionFaults />
        {failure && (
          <FailureNotice error={failure} what="The faults could not be set." onRetry={reset} retryLabel="End all" />
        )}
        <Segments
          legend="Offline"
          hint="The harbour cannot be reached"
          value={faults.offline ? 'on' : 'off'}
          options={[
            ['off', 'Off', 'Off'],
            ['on', 'On', 'Every connection is cut before an answer'],
          ]}
          onChoose={(choice) => set({ offline: choice === 'on' })}
        />
        <Segments
          legend="Latency"
          hint="Every answer comes later"
          value={String(faults.latencyMs)}
          options={latencies.map((ms) => [String(ms), ms === 0 ? 'Off' : `${ms / 1000} s`, `${ms} milliseconds`])}
          onChoose={(ms) => set({ latencyMs: Number(ms) })}
        />
        {answerFaults.map(([kind, legend, hint]) => (
          <Segments
            key={kind}
            legend={legend}
            hint={hint}
            value={faults[kind]}
            options={HowOften.options.map((often) => [often, ...oftenWords[often]])}
            onChoose={(often) => set({ [kind]: HowOften.parse(often) })}
          >
            {kind === 'limited' && faults.limited !== 'never' && (
              <label className="wait">
                Retry-After{' '}
                <select
                  value={faults.retryAfterS}
                  onChange={(event) => set({ retryAfterS: Number(event.target.value) })}
                >
                  {[...new Set([...waits, faults.retryAfterS])].map((seconds) => (
                    <option key={seconds} value={seconds}>
                      {seconds} s
                    </option>
                  ))}
                </select>
              </label>
            )}
          </Segments>
        ))}
        <Segments
          legend="Pilot station"
          hint="Another server, with a lane of its own"
          value={faults.pilots}
          options={PilotFault.options.map((state) => [state, ...pilotWords[state]])}
          onChoose={(state) => set({ pilots: PilotFault.parse(state) })}
        />
        <Segments
          legend="Customs office"
          hint="Lists cargo, the last part of a file"
          value={faults.customs}
          options={CustomsFault.options.map((state) => [state, ...customsWords[state]])}
          onChoose={(state) => set({ customs: CustomsFault.parse(state) })}
        />
      </div>
    </section>
  )
}

interface SegmentsProps {
  readonly legend: string
  readonly hint: string
  readonly value: string
  readonly options: readonly (readonly [value: string, short: string, long: string])[]
  readonly onChoose: (value: string) => void
  readonly children?: ReactNode
}

function Segments({ legend, hint, value, options, onChoose, children }: SegmentsProps): ReactNode {
  const id = useId()
  return (
    <fieldset className="fault" aria-describedby={`${id}-hint`}>
      <legend>{legend}</legend>
      <p id={`${id}-hint`} className="muted">
        {hint}
      </p>
      {children}
      <div className="segments">
        {options.map(([key, short, long]) => (
          <label key={key} title={long}>
            <input type="radio" name={id} value={key} checked={key === value} onChange={() => onChoose(key)} />
            <span>{short}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
