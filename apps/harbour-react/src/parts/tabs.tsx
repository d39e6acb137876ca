import { useOutbox } from '@fairlead/react/queue'
import { type ReactNode, useSyncExternalStore } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { type Place, followLink, hrefOf } from 'harbour-room/harbour/place'
import { isUnderWay } from 'harbour-room/timeline/line'
import type { IconName } from 'harbour-room/parts/icons'
import { Icon } from './icon.tsx'

const tabs: readonly (readonly [Place['view'], string, IconName])[] = [
  ['vessels', 'Vessels', 'vessel'],
  ['pilots', 'Pilots', 'pilot'],
  ['chart', 'Chart', 'chart'],
  ['faults', 'Faults', 'fault'],
  ['timeline', 'Timeline', 'timeline'],
]

/** The way between the views where the screen has room for one. */
export function Tabs({ view, faultsOn }: { readonly view: Place['view']; readonly faultsOn: number }): ReactNode {
  const { timeline } = useControlRoom()
  const waiting = useOutbox().entries.length
  const running = useSyncExternalStore(timeline.subscribe, timeline.lines).some(isUnderWay)
  const marks: Readonly<Record<Place['view'], ReactNode>> = {
    vessels: null,
    pilots: waiting > 0 && <b className="mark">{waiting}</b>,
    chart: null,
    faults: faultsOn > 0 && <b className="mark">{faultsOn}</b>,
    timeline: running && <b className="mark mark-live" role="img" aria-label="calls under way" />,
  }
  return (
    <nav className="tabs" aria-label="Views">
      {tabs.map(([name, words, icon]) => (
        <a
          key={name}
          href={hrefOf({ view: name })}
          aria-current={view === name ? 'page' : undefined}
          onClick={(event) => followLink(event, { view: name })}
        >
          <Icon name={icon} />
          {words}
          {marks[name]}
        </a>
      ))}
    </nav>
  )
}
