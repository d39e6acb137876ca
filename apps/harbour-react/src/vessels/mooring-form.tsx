import type { Berth, Vessel } from 'harbour-api/contract'
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { useAnswer } from '../harbour/use-answer.ts'
import { momentText } from 'harbour-room/harbour/words'
import { FailureNotice } from '../parts/notice.tsx'
import { ForOfficers } from '../session/for-officers.tsx'
import { BerthPicker } from './berth-picker.tsx'
import { BerthSkeleton } from './berth-skeleton.tsx'
import { ConflictNotice } from './conflict-notice.tsx'
import { useMooring } from './use-mooring.ts'

const USUAL_STAYS: readonly (readonly [number, string])[] = [
  [6, '6 h'],
  [24, '1 day'],
  [72, '3 days'],
]

/** What the form needs to know. */
export interface MooringFormProps {
  readonly vessel: Vessel
  /** Called with a sentence to show. */
  readonly onDone: (sentence: string) => void
}

/** Chooses a harbour, a berth and a stay, and asks the harbour for it. The harbour decides; the form only advises. */
export function MooringForm({ vessel, onDone }: MooringFormProps): ReactNode {
  const { queries } = useControlRoom()
  const id = useId()
  const submit = useRef<HTMLButtonElement>(null)
  const outcome = useRef<HTMLDivElement>(null)
  const [chosenHarbour, setHarbour] = useState<string>()
  const [berthId, setBerth] = useState('')
  const [stay, setStay] = useState('24')
  const { state, moor, reset } = useMooring(vessel.id, ({ berthName, until }) =>
    onDone(`${vessel.name} is moored at ${berthName} until ${momentText(until)}.`),
  )
  const harbours = useAnswer((call) => queries.harbours.list.queryOptions({ query: { vessel: vessel.id } }, { call }))
  const best = harbours.data?.toSorted((a, b) => b.fittingBerths - a.fittingBerths)[0]
  const harbour = chosenHarbour ?? best?.id
  useEffect(() => {
    if (state.conflict || state.failure) outcome.current?.scrollIntoView({ block: 'nearest' })
  }, [state.conflict, state.failure])
  const send = (): void => void moor({ berthId, stayHours: stay.trim() === '' ? Number.NaN : Number(stay) })
  const change = (apply: () => void): void => {
    apply()
    reset()
  }
  const takeInstead = (berth: Berth): void => {
    change(() => {
      setHarbour(berth.harbourId)
      setBerth(berth.id)
    })
    submit.current?.focus()
  }
  return (
    <form
      className="block mooring"
      aria-labelledby={`${id}-title`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <h3 id={`${id}-title`}>Moor {vessel.name}</h3>
      {harbours.failure && (
        <FailureNotice
          error={harbours.failure}
          what="The harbours could not be loaded."
          onRetry={harbours.reload}
          busy={harbours.loading}
        />
      )}
      <div className="field">
        <label htmlFor={`${id}-harbour`}>Harbour</label>
        <select
          id={`${id}-harbour`}
          value={harbour ?? ''}
          disabled={!harbours.data}
          onChange={(event) =>
            change(() => {
              setHarbour(event.target.value)
              setBerth('')
            })
          }
        >
          {harbours.data?.map(({ id: key, name, freeBerths, fittingBerths }) => (
            <option key={key} value={key}>
              {name} — {freeBerths} free, {fittingBerths === 0 ? 'none fits' : `${fittingBerths} fit`}
            </option>
          ))}
        </select>
      </div>
      {harbour !== undefined ? (
        <BerthPicker
          harbourId={harbour}
          vessel={vessel}
          value={berthId}
          problem={state.fields.berthId}
          onChoose={(berth) => change(() => setBerth(berth))}
        />
      ) : (
        !harbours.failure && (
          <fieldset className="field berths">
            <legend>Berth</legend>
            <BerthSkeleton />
          </fieldset>
        )
      )}
      <div className="field">
        <label htmlFor={`${id}-stay`}>Stay in hours</label>
        <div className="stay">
          <input
            id={`${id}-stay`}
            type="text"
            inputMode="numeric"
            autoComplete="off"
            value={stay}
            aria-invalid={state.fields.stayHours !== undefined}
            aria-describedby={`${id}-stay-problem`}
            onChange={(event) => change(() => setStay(event.target.value))}
          />
          {USUAL_STAYS.map(([hours, words]) => (
            <button
              key={hours}
              type="button"
              className="chip"
              aria-pressed={stay === String(hours)}
              onClick={() => change(() => setStay(String(hours)))}
            >
              {words}
            </button>
          ))}
        </div>
        <p id={`${id}-stay-problem`} className="problem" role={state.fields.stayHours ? 'alert' : undefined}>
          {state.fields.stayHours}
        </p>
      </div>
      <ForOfficers why={`Only officers on watch moor vessels. Sign in to moor ${vessel.name}.`}>
        <button ref={submit} type="submit" className="button button-main" disabled={state.busy}>
          {state.busy ? 'Asking the harbour…' : 'Moor'}
        </button>
      </ForOfficers>
      <div ref={outcome} className="outcome">
        {state.conflict && <ConflictNotice vessel={vessel} conflict={state.conflict} onTake={takeInstead} />}
        {state.failure && (
          <FailureNotice
            error={state.failure}
            what={`${vessel.name} could not be moored.`}
            onRetry={send}
            retryLabel="Send again"
            busy={state.busy}
          />
        )}
      </div>
    </form>
  )
}
