import { VesselKind, VesselStatus } from 'harbour-api/contract'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { type Place, goTo } from 'harbour-room/harbour/place'
import { flagName, kindWords, statusWords } from 'harbour-room/harbour/words'
import { Icon } from '../parts/icon.tsx'

/** A short rest after the last key: a call for every letter would only be cancelled by the next. */
const TYPING_REST_MS = 160

/** The search field and the filters of the list. Each change cancels the call for the list before it. */
export function VesselFilters({
  place,
  flags,
}: {
  readonly place: Place
  readonly flags: readonly string[]
}): ReactNode {
  const id = useId()
  /** What is typed and not yet in the address. */
  const [typed, setTyped] = useState<string>()
  useEffect(() => {
    if (typed === undefined) return undefined
    const timer = setTimeout(() => {
      goTo({ q: typed, page: 1 }, { replace: true })
      setTyped(undefined)
    }, TYPING_REST_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const filtered = Boolean(typed || place.q || place.kind || place.status || place.flag)
  return (
    <form
      className="filters"
      role="search"
      aria-label="Vessels"
      onSubmit={(event) => {
        event.preventDefault()
        goTo({ q: typed ?? place.q, page: 1 }, { replace: true })
        setTyped(undefined)
      }}
    >
      <div className="search">
        <Icon name="search" />
        <label className="hidden" htmlFor={`${id}-q`}>
          Name, call sign or IMO number
        </label>
        <input
          id={`${id}-q`}
          type="search"
          placeholder="Name, call sign or IMO number"
          autoComplete="off"
          spellCheck={false}
          maxLength={60}
          value={typed ?? place.q}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <div className="filter-row">
        <Choice
          label="Kind"
          all="All kinds"
          value={place.kind}
          options={VesselKind.options.map((kind) => [kind, kindWords[kind]])}
          onChoose={(kind) => goTo({ kind, page: 1 }, { replace: true })}
        />
        <Choice
          label="Status"
          all="Any status"
          value={place.status}
          options={VesselStatus.options.map((status) => [status, statusWords[status]])}
          onChoose={(status) => goTo({ status, page: 1 }, { replace: true })}
        />
        <Choice
          label="Flag"
          all="Any flag"
          value={place.flag}
          options={flags.map((flag) => [flag, flagName(flag)])}
          onChoose={(flag) => goTo({ flag, page: 1 }, { replace: true })}
        />
        <button
          type="button"
          className="button-quiet"
          disabled={!filtered}
          onClick={() => {
            setTyped(undefined)
            goTo({ q: '', kind: '', status: '', flag: '', page: 1 }, { replace: true })
          }}
        >
          Clear
        </button>
      </div>
    </form>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly all: string
  readonly value: string
  readonly options: readonly (readonly [string, string])[]
  readonly onChoose: (value: string) => void
}

function Choice({ label, all, value, options, onChoose }: ChoiceProps): ReactNode {
  return (
    <select aria-label={label} value={value} data-set={value !== ''} onChange={(event) => onChoose(event.target.value)}>
      <option value="">{all}</option>
      {options.map(([key, words]) => (
        <option key={key} value={key}>
          {words}
        </option>
      ))}
    </select>
  )
}
