import { type ReactNode, memo, useId, useState } from 'react'
import { Hint } from '../parts/hint.tsx'
import { cacheWords } from './cache-words.ts'
import { durationText, outcomeOf, reasonOf, toneOf, tripText } from './describe.ts'
import type { Line, Trip } from './line.ts'

/** A call shorter than this takes only a part of the width, so that quick calls look quick. */
const LEAST_SCALE_MS = 600

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
  const scaleMs = Math.max(LEAST_SCALE_MS, elapsedMs)
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
              {queue?.waits.map(({ startedAt: from, waitMs }) => (
                <i key={from} className="bar" data-tone="wait" style={spanOf(from - startedAt, waitMs, scaleMs)} />
              ))}
              {trips.flatMap((trip) => barsOf(trip, startedAt, elapsedMs, scaleMs))}
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

function spanOf(fromMs: number, lastsMs: number, scaleMs: number): { left: string; width: string } {
  const share = (ms: number): string => `${(Math.max(0, ms) / scaleMs) * 100}%`
  return { left: share(fromMs), width: share(lastsMs) }
}

function barsOf(trip: Trip, startedAt: number, elapsedMs: number, scaleMs: number): ReactNode[] {
  const fromMs = trip.startedAt - startedAt
  const lastsMs = trip.durationMs ?? elapsedMs - fromMs
  const endMs = fromMs + lastsMs
  const bars = [<i key={trip.id} className="bar" data-tone={toneOf(trip)} style={spanOf(fromMs, lastsMs, scaleMs)} />]
  if (trip.wait) {
    const waitMs = Math.min(trip.wait.waitMs, elapsedMs - endMs)
    bars.push(<i key={`${trip.id}-wait`} className="bar" data-tone="wait" style={spanOf(endMs, waitMs, scaleMs)} />)
  }
  return bars
}
