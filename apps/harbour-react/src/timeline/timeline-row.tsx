import { type ReactNode, memo, useId, useState } from 'react'
import { Hint } from '../parts/hint.tsx'
import { barsOf } from 'harbour-room/timeline/bars'
import { cacheWords } from 'harbour-room/timeline/cache-words'
import { durationText, outcomeOf, reasonOf, toneOf, tripText } from 'harbour-room/timeline/describe'
import type { Line } from 'harbour-room/timeline/line'

/** What a row shows. */
export interface TimelineRowProps {
  readonly line: Line
  /** Milliseconds since the Unix epoch while the call is under way, else 0. */
  readonly now: number
}

/** One call: its outcome, its attempts as bars with the waits between them, and the reason for what happened. */
export const TimelineRow = memo(function TimelineRow({ line, now }: TimelineRowProps): ReactNode {
  const { method, template, startedAt, durationMs, trips, cache, queue } = line
  const id = useId()
  const [near, setNear] = useState(false)
  const elapsedMs = durationMs ?? Math.max(0, now - startedAt)
  const reason = reasonOf(line)
  const words = cache && cacheWords(cache)
  return (
    <li
      className="line"
      data-tone={toneOf(line)}
      data-template={template}
      data-method={method}
      data-cache={cache?.outcome}
    >
      <details>
        <summary
          aria-describedby={words && `${id}-cache`}
          onFocus={({ currentTarget }) => setNear(currentTarget.matches(':focus-visible'))}
          onBlur={() => setNear(false)}
        >
          <span className="line-call">
            <b>{method}</b> {template}
          </span>
          <span className="line-outcome">{outcomeOf(line)}</span>
          <span className="line-time">{queue?.isKept && durationMs === undefined ? '' : durationText(elapsedMs)}</span>
          <span className="line-foot">
            <span className="track" aria-hidden="true">
              {barsOf(line, elapsedMs).map(({ key, tone, left, width }) => (
                <i key={key} className="bar" data-tone={tone} style={{ left, width }} />
              ))}
            </span>
            {words && (
              <Hint id={`${id}-cache`} text={words.sentence} near={near}>
                <span className="cache-chip">
                  <b>{words.word}</b> {words.time}
                </span>
              </Hint>
            )}
          </span>
          <span className="line-reason">{reason}</span>
        </summary>
        {words && <p className="cache-sentence">{words.sentence}</p>}
        <ol className="trips">
          {trips.map((trip) => (
            <li key={trip.id} data-tone={toneOf(trip)}>
              {tripText(trip)}
            </li>
          ))}
          {trips.length === 0 && !words && <li>Nothing was sent.</li>}
        </ol>
      </details>
    </li>
  )
})
