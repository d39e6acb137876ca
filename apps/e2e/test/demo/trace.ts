import type { Page } from '../../../../tools/demo-browser.ts'

/** An event of a trace, as Chrome's performance panel reads it. */
export interface TraceEvent {
  readonly cat: string
  readonly name: string
  /** `b` and `e` begin and end a measure. */
  readonly ph: string
  /** Microseconds. */
  readonly ts: number
  readonly args: { readonly detail?: string; readonly data?: unknown }
}

const CATEGORIES = 'devtools.timeline,blink.user_timing'

/** Lets Chrome record what happens while a page works, as its performance panel does. */
export async function recordTrace(page: Page, work: () => Promise<void>): Promise<readonly TraceEvent[]> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => void events.push(...(value as unknown as TraceEvent[])))
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES.split(',') },
  })
  await work()
  await session.send('Tracing.end')
  await complete
  await session.detach()
  return events
}
