import { useSession } from '@fairlead/react'
import { type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { useNow } from '../harbour/use-now.ts'
import { useSignIn } from '../session/use-sign-in.ts'
import { Icon } from '../parts/icon.tsx'
import { Chart } from './chart.tsx'
import type { StationState } from 'harbour-room/chart/station'
import { stationNotice } from 'harbour-room/chart/station-words'

/** The chart, live while somebody is on watch and in the room. */
export function ChartPanel(): ReactNode {
  const { station } = useControlRoom()
  const state = useSyncExternalStore(station.subscribe, station.state)
  const session = useSession().state
  // Nobody is sent to sign in while it is still being looked up who is on watch.
  const isOpen = session === 'authenticated' || session === 'restoring' || state.sightings.length > 0
  useEffect(() => station.open(), [station])
  const now = useNow(250, state.nextTryAt ?? 0)
  const { tone, text } = stationNotice(state, now)
  return (
    <section className="panel chart-panel" aria-labelledby="chart-title">
      <header className="panel-head">
        <h2 id="chart-title">Chart</h2>
        <p className="link-state" role="status" data-tone={tone}>
          {text}
        </p>
      </header>
      {isOpen ? (
        <>
          <Chart {...state} />
          <OnChart {...state} />
        </>
      ) : (
        <NobodyOnWatch />
      )}
    </section>
  )
}

function OnChart({ sightings }: StationState): ReactNode {
  return (
    <ol className="scroll on-chart" aria-label="Vessels on the move">
      {sightings.map(({ id, name, kind, course, knots }) => (
        <li key={id}>
          <strong>{name}</strong>
          <span>{kind}</span>
          <span>{String(course).padStart(3, '0')}°</span>
          <span>{knots} kn</span>
        </li>
      ))}
    </ol>
  )
}

function NobodyOnWatch(): ReactNode {
  const { signIn, problem } = useSignIn()
  return (
    <div className="empty">
      <Icon name="chart" />
      <strong>The chart is for officers on watch.</strong>
      <p>{problem ?? 'Its connection opens when you sign in, and closes when you sign out.'}</p>
      <button type="button" className="button button-main" onClick={signIn}>
        Sign in to see the chart
      </button>
    </div>
  )
}
