import { type ReactNode, useRef, useSyncExternalStore } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { explain } from 'harbour-room/harbour/explain'
import { useAnswer } from '../harbour/use-answer.ts'
import { FailureNotice } from '../parts/notice.tsx'
import { Icon } from '../parts/icon.tsx'
import type { Ask } from 'harbour-room/pilots/desk'
import { askWords, deskWords } from 'harbour-room/pilots/lane-words'
import { LaneView } from './lane-view.tsx'

const MANY = 20
/** Of many, the last ones are urgent: they are seen to overtake the others. */
const URGENT_OF_MANY = 4

/** Asks for pilots and shows how the calls get their turn. */
export function PilotsPanel(): ReactNode {
  const { pilots, queries } = useControlRoom()
  const state = useSyncExternalStore(pilots.subscribe, pilots.state)
  const { asks, lane } = state
  const next = useRef(0)
  const { data, failure, loading, reload } = useAnswer((call) =>
    queries.vessels.list.queryOptions({ query: { pageSize: 100 } }, { call }),
  )
  const ask = (count: number, urgent: number): void => {
    const items = data?.items ?? []
    const chosen = Array.from({ length: Math.min(count, items.length) }, (_, index) => {
      const { id, name } = items[(next.current + index) % items.length] as (typeof items)[number]
      return { id, name, urgent: index >= count - urgent }
    })
    next.current += chosen.length
    pilots.ask(chosen)
  }
  const isPaused = lane?.state === 'paused'
  const withdrawable = asks.some(({ state: at }) => at === 'waiting' || at === 'again')
  return (
    <section className="panel pilots" aria-labelledby="pilots-title">
      <header className="panel-head">
        <h2 id="pilots-title">Pilots</h2>
        <p className="count">{deskWords(state)}</p>
        <button
          type="button"
          className="button-quiet"
          aria-pressed={isPaused}
          disabled={lane === undefined}
          onClick={isPaused ? pilots.resume : pilots.pause}
        >
          {isPaused ? 'Go on' : 'Pause'}
        </button>
        <button type="button" className="button-quiet" disabled={asks.length === 0} onClick={pilots.clear}>
          Clear
        </button>
      </header>
      <div className="asking">
        <button type="button" className="button button-main" disabled={!data} onClick={() => ask(MANY, URGENT_OF_MANY)}>
          Ask for {MANY} pilots
        </button>
        <button type="button" className="button" disabled={!data} onClick={() => ask(1, 1)}>
          One, urgent
        </button>
        <button type="button" className="button" disabled={!withdrawable} onClick={pilots.withdraw}>
          Withdraw
        </button>
      </div>
      <LaneView {...state} />
      <div className="scroll">
        {failure && (
          <FailureNotice error={failure} what="The vessels could not be loaded." onRetry={reload} busy={loading} />
        )}
        {asks.length === 0 ? (
          <div className="empty">
            <Icon name="pilot" />
            <strong>No pilot has been asked for.</strong>
            <p>
              The station takes four calls at once and says how many more in a while. Ask for more than that, and see
              them wait.
            </p>
          </div>
        ) : (
          <ol className="asks" aria-label="Calls for pilots, the latest first">
            {asks.map((each) => (
              <AskRow key={each.number} ask={each} />
            ))}
          </ol>
        )}
      </div>
    </section>
  )
}

function AskRow({ ask }: { readonly ask: Ask }): ReactNode {
  const { vessel, state, error } = ask
  const reason = error && explain(error, '')
  return (
    <li className="ask" data-state={state}>
      <strong>{vessel.name}</strong>
      {vessel.urgent && <span className="tag">urgent</span>}
      <span className="ask-state">{reason ? `${reason.why} ${reason.todo}` : askWords(ask)}</span>
      {reason && <code>{reason.technical}</code>}
    </li>
  )
}
