import type { Vessel } from 'harbour-api/contract'
import { type ReactNode, useId } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { useAnswer } from '../harbour/use-answer.ts'
import { minuteText } from 'harbour-room/harbour/words'
import { fitOf } from 'harbour-room/vessels/vessel-words'
import { FailureNotice } from '../parts/notice.tsx'
import { BerthClosure } from './berth-closure.tsx'
import { BerthSkeleton } from './berth-skeleton.tsx'

/** What the picker needs to know. */
export interface BerthPickerProps {
  readonly harbourId: string
  readonly vessel: Vessel
  readonly value: string
  readonly problem: string | undefined
  readonly onChoose: (berthId: string) => void
}

/** The berths of a harbour, each with how the vessel would lie there. */
export function BerthPicker({ harbourId, vessel, value, problem, onChoose }: BerthPickerProps): ReactNode {
  const { queries } = useControlRoom()
  const id = useId()
  const { data, asOf, failure, loading, reload } = useAnswer((call) =>
    queries.harbours.berths.queryOptions({ params: { id: harbourId } }, { call }),
  )
  const chosen = data?.find((berth) => berth.id === value)
  return (
    <fieldset className="field berths" aria-busy={loading} aria-describedby={`${id}-problem`}>
      <legend>Berth{asOf !== undefined && <span className="muted"> as of {minuteText(asOf)}</span>}</legend>
      {failure && (
        <FailureNotice error={failure} what="The berths could not be loaded." onRetry={reload} busy={loading} />
      )}
      {!data && !failure && <BerthSkeleton />}
      {data?.map((berth) => {
        const { tone, words } = fitOf(berth, vessel)
        return (
          <label key={berth.id} className="berth" data-tone={tone}>
            <input
              type="radio"
              name={`${id}-berth`}
              value={berth.id}
              checked={berth.id === value}
              onChange={() => onChoose(berth.id)}
            />
            <span className="berth-name">{berth.name}</span>
            <span className="berth-size">
              {berth.lengthM} × {berth.depthM} m
            </span>
            <span className="berth-fit">{words}</span>
          </label>
        )
      })}
      {chosen && <BerthClosure key={chosen.id} berth={chosen} />}
      <p id={`${id}-problem`} className="problem" role={problem ? 'alert' : undefined}>
        {problem}
      </p>
    </fieldset>
  )
}
