import { until } from '../conformance/assert.ts'
import type { FrameUnderTest, LinkEventsUnderTest, LinkUnderTest } from './case.ts'

/** A link, and what it has told. */
export interface Watched {
  readonly link: LinkUnderTest
  readonly told: {
    opened: number
    readonly frames: FrameUnderTest[]
    readonly ends: { readonly code: number; readonly status?: number }[]
  }
}

/** Opens a link and keeps what it tells. */
export function watch(connect: (events: LinkEventsUnderTest) => LinkUnderTest): Watched {
  const told: Watched['told'] = { opened: 0, frames: [], ends: [] }
  const link = connect({
    open: () => void told.opened++,
    frame: (frame) => void told.frames.push(frame),
    down: (end) => void told.ends.push(end),
  })
  return { link, told }
}

/** Opens a link and waits until it is open. */
export async function opened(connect: (events: LinkEventsUnderTest) => LinkUnderTest): Promise<Watched> {
  const watched = watch(connect)
  await until(() => watched.told.opened === 1, 'the link opens')
  return watched
}

/** A moment in which whatever was going to come has come. */
export const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 80))
