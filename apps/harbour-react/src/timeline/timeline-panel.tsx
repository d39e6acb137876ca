import { type ReactNode, useSyncExternalStore } from 'react'
import { useControlRoom } from '../harbour/context.ts'
import { useNow } from '../harbour/use-now.ts'
import { Icon } from '../parts/icon.tsx'
import { isUnderWay } from 'harbour-room/timeline/line'
import { TimelineRow } from './timeline-row.tsx'

/** Every call of this tab, its attempts and the waits between them, as they happen. */
export function TimelinePanel(): ReactNode {
  const { client, timeline } = useControlRoom()
  const lines = useSyncExternalStore(timeline.subscribe, timeline.lines)
  const running = lines.filter(isUnderWay).length
  const now = useNow(80, running > 0 ? Infinity : 0)
  return (
    <section className="panel timeline-panel" aria-labelledby="timeline-title">
      <header className="panel-head">
        <h2 id="timeline-title">Timeline</h2>
        <p className="count">
          {running > 0 ? `${running} under way` : `${lines.length} ${lines.length === 1 ? 'call' : 'calls'}`}
        </p>
        <button
          type="button"
          className="button-quiet"
          onClick={client.cache.clear}
          title="Forget all answers, in every tab"
        >
          Empty cache
        </button>
        <button type="button" className="button-quiet" disabled={lines.length === 0} onClick={timeline.clear}>
          Clear
        </button>
      </header>
      <ul className="legend" aria-label="Colours">
        <li data-tone="good">done</li>
        <li data-tone="refused">refused</li>
        <li data-tone="bad">failed</li>
        <li data-tone="wait">waiting</li>
      </ul>
      <div className="scroll">
        {lines.length === 0 ? (
          <div className="empty">
            <Icon name="timeline" />
            <strong>No calls yet.</strong>
            <p>Search, open a vessel or moor her: each call shows up here.</p>
          </div>
        ) : (
          <ol className="lines" aria-label="Calls, the latest first">
            {lines.map((line) => (
              <TimelineRow key={line.id} line={line} now={isUnderWay(line) ? now : 0} />
            ))}
          </ol>
        )}
      </div>
    </section>
  )
}
