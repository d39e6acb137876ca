import { CustomsFault, type Faults, HowOften, PilotFault } from 'harbour-api/contract'
import { type ReactNode, useId } from 'react'
import { FailureNotice } from '../parts/notice.tsx'
import { SessionFaults } from '../session/session-faults.tsx'
import type { UseFaults } from './use-faults.ts'

const HOW_OFTEN: Readonly<Record<HowOften, readonly [short: string, long: string]>> = {
  never: ['Off', 'Off'],
  once: ['Once', 'Strikes the next request'],
  twice: ['Twice', 'Strikes the next two requests'],
  half: ['Half', 'Strikes every second request'],
  always: ['All', 'Strikes every request'],
}
const PILOTS: Readonly<Record<PilotFault, readonly [short: string, long: string]>> = {
  well: ['Well', 'Answers in 0.6 seconds'],
  slow: ['Slow', 'Answers in 3 seconds'],
  failing: ['503', 'Nobody answers'],
}
const CUSTOMS: Readonly<Record<CustomsFault, readonly [short: string, long: string]>> = {
  well: ['Well', 'Answers in 0.9 seconds'],
  slow: ['Slow', 'Answers in 4 seconds'],
  failing: ['Silent', 'Nobody answers: a file comes without cargo'],
}
const LATENCIES_MS = [0, 300, 1000, 3000]
const WAITS_S = [2, 5, 30, 600]

const KINDS: readonly (readonly [
  Exclude<keyof Faults, 'offline' | 'latencyMs' | 'retryAfterS' | 'pilots' | 'customs'>,
  string,
  string,
])[] = [
  ['unavailable', '503 Unavailable', 'Refused before anything is done'],
  ['limited', '429 Too many', 'With Retry-After and RateLimit'],
  ['stalled', 'Stalled body', 'Half of the answer, then silence'],
  ['broken', 'Broken JSON', '200, but cut in the middle'],
]

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
          options={LATENCIES_MS.map((ms) => [String(ms), ms === 0 ? 'Off' : `${ms / 1000} s`, `${ms} milliseconds`])}
          onChoose={(ms) => set({ latencyMs: Number(ms) })}
        />
        {KINDS.map(([kind, legend, hint]) => (
          <Segments
            key={kind}
            legend={legend}
            hint={hint}
            value={faults[kind]}
            options={HowOften.options.map((often) => [often, ...HOW_OFTEN[often]])}
            onChoose={(often) => set({ [kind]: HowOften.parse(often) })}
          >
            {kind === 'limited' && faults.limited !== 'never' && (
              <label className="wait">
                Retry-After{' '}
                <select
                  value={faults.retryAfterS}
                  onChange={(event) => set({ retryAfterS: Number(event.target.value) })}
                >
                  {[...new Set([...WAITS_S, faults.retryAfterS])].map((seconds) => (
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
          options={PilotFault.options.map((state) => [state, ...PILOTS[state]])}
          onChoose={(state) => set({ pilots: PilotFault.parse(state) })}
        />
        <Segments
          legend="Customs office"
          hint="Lists cargo, the last part of a file"
          value={faults.customs}
          options={CustomsFault.options.map((state) => [state, ...CUSTOMS[state]])}
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
