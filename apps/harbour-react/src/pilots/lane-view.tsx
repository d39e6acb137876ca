import { PILOT_QUOTA } from 'harbour-api/contract'
import type { ReactNode } from 'react'
import { clockText } from 'harbour-room/harbour/words'
import { useNow } from '../harbour/use-now.ts'
import type { DeskState } from 'harbour-room/pilots/desk'
import { laneFacts, laneNotice, queuedOf } from 'harbour-room/pilots/lane-words'

/** More than this many are told by their number alone. */
const MAX_PIPS = 40

/** The lane to the pilot station: who is under way, who waits in which class, and what holds it up. */
export function LaneView({ asks, lane }: DeskState): ReactNode {
  const limit = lane?.concurrency ?? PILOT_QUOTA.atOnce
  const underWay = asks.filter(({ state }) => state === 'under-way')
  const now = useNow(250, lane?.heldUntil ?? lane?.breaker?.retryAt ?? 0)
  return (
    <div className="lane">
      <ol className="places" aria-label="Under way">
        {Array.from({ length: Math.max(limit, underWay.length) }, (_, place) => {
          const ask = underWay.toReversed()[place]
          return (
            <li key={place} data-urgent={ask?.vessel.urgent} data-free={ask === undefined}>
              {ask?.vessel.name ?? 'free'}
            </li>
          )
        })}
      </ol>
      <Waiting words="Urgent" count={queuedOf(lane, true)} urgent />
      <Waiting words="Normal" count={queuedOf(lane, false)} urgent={false} />
      <dl className="lane-facts">
        {laneFacts(lane, limit).map(([name, value, tone]) => (
          <div key={name} data-breaker={tone}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Holding lane={lane} now={now} />
    </div>
  )
}

function Waiting({
  words,
  count,
  urgent,
}: {
  readonly words: string
  readonly count: number
  readonly urgent: boolean
}): ReactNode {
  return (
    <div className="waiting" data-urgent={urgent}>
      <span className="waiting-class">{words}</span>
      <span className="pips" aria-hidden="true">
        {Array.from({ length: Math.min(count, MAX_PIPS) }, (_, index) => (
          <i key={index} />
        ))}
      </span>
      <b>
        {count} <span className="hidden">waiting</span>
      </b>
    </div>
  )
}

function Holding({ lane, now }: { readonly lane: DeskState['lane']; readonly now: number }): ReactNode {
  const notice = laneNotice(lane, now)
  const until = notice?.until
  return (
    <div className="holding" role="status" data-kind={notice?.kind ?? 'none'}>
      {notice ? (
        <>
          <p>{notice.text}</p>
          {until !== undefined && (
            // The seconds that tick are for the eye.
            <b role="timer" aria-label={`Until ${clockText(until)}`}>
              until {clockText(until)} · {Math.max(0, Math.ceil((until - now) / 1000))} s
            </b>
          )}
        </>
      ) : (
        <p>Nothing holds the lane up.</p>
      )}
    </div>
  )
}
