import type { ReactNode } from 'react'
import { BookingsPanel } from './bookings/bookings-panel.tsx'
import { ChartPanel } from './chart/chart-panel.tsx'
import { LinkPanel } from './chart/link-panel.tsx'
import { FaultPanel } from './faults/fault-panel.tsx'
import { useFaults } from './faults/use-faults.ts'
import { goTo } from 'harbour-room/harbour/place'
import { usePlace } from './harbour/use-place.ts'
import { Icon } from './parts/icon.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Tabs } from './parts/tabs.tsx'
import { PilotsPanel } from './pilots/pilots-panel.tsx'
import { ConfirmDialog } from './session/confirm-dialog.tsx'
import { TimelinePanel } from './timeline/timeline-panel.tsx'
import { VesselList } from './vessels/vessel-list.tsx'
import { VesselPanel } from './vessels/vessel-panel.tsx'

/** The control room: the register and a vessel's file, the pilots and the bookings, or the chart and its link; the faults and the timeline. */
export function App(): ReactNode {
  const place = usePlace()
  const faults = useFaults()
  return (
    <div className="room" data-view={place.view} data-file={place.vessel !== undefined}>
      <a className="skip" href="#main">
        Skip to the room
      </a>
      <Masthead view={place.view} faultsOn={faults.on} onFaults={() => goTo({ view: 'faults' })} />
      <main id="main" tabIndex={-1}>
        {place.view === 'chart' ? (
          <>
            <ChartPanel />
            <LinkPanel />
          </>
        ) : place.view === 'pilots' ? (
          <>
            <PilotsPanel />
            <BookingsPanel offline={faults.faults.offline} onOffline={(offline) => faults.set({ offline })} />
          </>
        ) : (
          <>
            <VesselList place={place} />
            {place.vessel === undefined ? (
              <NoVessel />
            ) : (
              <VesselPanel key={place.vessel} id={place.vessel} part={place.part} />
            )}
          </>
        )}
      </main>
      <aside aria-label="Network">
        <FaultPanel {...faults} />
        <TimelinePanel />
      </aside>
      <ConfirmDialog />
      <Tabs view={place.view} faultsOn={faults.on} />
    </div>
  )
}

function NoVessel(): ReactNode {
  return (
    <section className="panel file no-vessel" aria-label="No vessel chosen">
      <div className="empty">
        <Icon name="anchor" />
        <strong>Choose a vessel</strong>
        <p>Her file opens here: what she is, where she lies, and where she could be moored.</p>
      </div>
    </section>
  )
}
