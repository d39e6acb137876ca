import { type ReactNode, useSyncExternalStore } from 'react'
import type { Timeline } from './timeline.ts'

/** What was sent, and what came of it. */
export function TimelineStrip({ timeline }: { readonly timeline: Timeline }): ReactNode {
  const { sent, rows } = useSyncExternalStore(timeline.subscribe, timeline.get)
  return (
    <section className="live-timeline" aria-label="What was sent">
      <header>
        <p>
          Requests sent: <output>{sent}</output>
        </p>
        <button type="button" onClick={timeline.clear} disabled={rows.length === 0}>
          Clear
        </button>
      </header>
      <ol>
        {rows.map(({ id, label, steps }) => (
          <li key={id}>
            <code>{label}</code>
            {steps.map(({ kind, text }, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- steps are only added, and one that ends stays in its place
              <span key={index} className={`live-step live-${kind}`}>
                {text}
              </span>
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}
