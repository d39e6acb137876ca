import { useOutbox } from '@fairlead/react/queue'
import { type ReactNode, useEffect, useState } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { explain } from 'harbour-room/harbour/explain'
import { type Place, followLink, hrefOf } from 'harbour-room/harbour/place'
import { useAnswer } from '../harbour/use-answer.ts'
import { minuteText } from 'harbour-room/harbour/words'
import { useNow } from '../harbour/use-now.ts'
import { SessionChip } from '../session/session-chip.tsx'
import { DevtoolsButton } from './devtools-button.tsx'
import { Icon } from './icon.tsx'
import logo from 'harbour-room/fairlead.svg'

/** What the masthead shows. */
export interface MastheadProps {
  readonly view: Place['view']
  readonly faultsOn: number
  readonly onFaults: () => void
}

/** The name of the place, how full the harbours are, the time, and the theme. */
export function Masthead({ view, faultsOn, onFaults }: MastheadProps): ReactNode {
  const { queries } = useControlRoom()
  const { data, asOf, failure, loading, reload } = useAnswer((call) => queries.harbours.list.queryOptions({}, { call }))
  return (
    <header className="masthead">
      <img src={logo} alt="" width="28" height="28" />
      <h1>
        Harbour <b>control room</b> <span>on Fairlead</span>
      </h1>
      <Rooms view={view} />
      {data && (
        <ul
          className="harbours"
          aria-label={asOf === undefined ? 'Free berths' : `Free berths as of ${minuteText(asOf)}`}
        >
          {asOf !== undefined && (
            <li className="harbours-as-of">
              <span>as of</span>
              <b>{minuteText(asOf)}</b>
            </li>
          )}
          {data.map(({ id, name, berths, freeBerths }) => (
            <li key={id}>
              <span>{name}</span>
              <b>
                {freeBerths}
                <small>/{berths} free</small>
              </b>
            </li>
          ))}
        </ul>
      )}
      {!data && failure && (
        <button
          type="button"
          className="button-quiet berths-unknown"
          title={explain(failure, 'The free berths could not be counted.').why}
          disabled={loading}
          onClick={reload}
        >
          Free berths unknown: ask again
        </button>
      )}
      {faultsOn > 0 && (
        <button type="button" className="fault-flag" onClick={onFaults}>
          <Icon name="fault" /> {faultsOn} <span>{faultsOn === 1 ? 'fault' : 'faults'} on</span>
        </button>
      )}
      <Clock />
      <SessionChip />
      <DevtoolsButton />
      <ThemeSwitch />
    </header>
  )
}

/** The way between the rooms where the screen has no room for tabs below. */
function Rooms({ view }: { readonly view: Place['view'] }): ReactNode {
  const waiting = useOutbox().entries.length
  const present = view === 'pilots' || view === 'chart' ? view : 'vessels'
  const link = (to: typeof present, words: string): ReactNode => (
    <a
      href={hrefOf({ view: to })}
      aria-current={to === present ? 'page' : undefined}
      onClick={(event) => followLink(event, { view: to })}
    >
      {words}
    </a>
  )
  return (
    <nav className="rooms" aria-label="Rooms">
      {link('vessels', 'Vessels')}
      {link('pilots', 'Pilots')}
      {link('chart', 'Chart')}
      {waiting > 0 && <b title="Bookings that are not yet with the harbour">{waiting}</b>}
    </nav>
  )
}

function Clock(): ReactNode {
  const time = new Date(useNow(1000)).toISOString()
  return (
    <time className="clock" dateTime={time} title="Coordinated Universal Time">
      {time.slice(11, 19)} <abbr>UTC</abbr>
    </time>
  )
}

type Theme = 'light' | 'dark'

function ThemeSwitch(): ReactNode {
  const [theme, setTheme] = useState<Theme | undefined>(savedTheme)
  const [systemDark, setSystemDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches)
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)')
    const follow = (): void => setSystemDark(query.matches)
    query.addEventListener('change', follow)
    return () => query.removeEventListener('change', follow)
  }, [])
  useEffect(() => {
    if (theme === undefined) return
    document.documentElement.dataset['theme'] = theme
    localStorage.setItem('theme', theme)
  }, [theme])
  const shown = theme ?? (systemDark ? 'dark' : 'light')
  const other = shown === 'dark' ? 'light' : 'dark'
  return (
    <button type="button" className="button-icon" aria-label={`Use the ${other} theme`} onClick={() => setTheme(other)}>
      <Icon name={shown === 'dark' ? 'sun' : 'moon'} />
    </button>
  )
}

function savedTheme(): Theme | undefined {
  const saved = localStorage.getItem('theme')
  return saved === 'light' || saved === 'dark' ? saved : undefined
}
