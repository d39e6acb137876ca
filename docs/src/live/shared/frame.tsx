import type { ReactNode } from 'react'
import './live.css'
import { FaultPanel } from './fault-panel.tsx'
import type { Faults } from './faults.ts'
import { TimelineStrip } from './timeline-strip.tsx'
import type { Timeline } from './timeline.ts'

/** What stands around an example. */
export interface FrameProps {
  readonly title: string
  readonly faults: Faults
  readonly timeline: Timeline
  readonly children: ReactNode
}

/** An example that runs, with what can go wrong and what was sent. */
export function Frame({ title, faults, timeline, children }: FrameProps): ReactNode {
  return (
    <section className="live-frame not-content" aria-label={title}>
      <div className="live-app">{children}</div>
      <FaultPanel faults={faults} />
      <TimelineStrip timeline={timeline} />
    </section>
  )
}
