import { once } from 'node:events'
import { startWorker } from './start.ts'

/** Lets four processes, of which two have a wrong clock, use one limit for so long; answers when each unit was used. */
export async function useFor(port: number, durationMs: number): Promise<readonly (readonly number[])[]> {
  const namespace = crypto.randomUUID()
  // Starting takes time on a busy machine, and they are to end together.
  const untilMs = Date.now() + durationMs + 5_000
  const workers = await Promise.all(
    [0, 3_600_000, -3_600_000, 0].map((aheadMs) => startWorker('rates', port, namespace, aheadMs, untilMs)),
  )
  const answers = workers.map((worker) => once(worker, 'message'))
  for (const worker of workers) worker.send('begin')
  return (await Promise.all(answers)).map(([times]) => times as number[])
}

/**
 * What was used while all were at work: in all, as a part of what should have been; in the fullest second; and by each, as a
 * part of all.
 */
export function ratesOf(
  all: readonly (readonly number[])[],
  perSecond: number,
): { readonly total: number; readonly most: number; readonly shares: readonly number[] } {
  // The burst of the beginning has gone by then.
  const from = Math.max(...all.map(([first = Infinity]) => first)) + 1_500
  const to = Math.min(...all.map((times) => times.at(-1) ?? 0)) - 500
  const used = all.map((times) => times.filter((at) => at >= from && at < to))
  const together = used.flat().toSorted((a, b) => a - b)
  let first = 0
  const most = together.reduce((found, at, i) => {
    while ((together[first] ?? 0) < at - 1_000) first++
    return Math.max(found, i - first + 1)
  }, 0)
  return {
    total: together.length / ((to - from) / 1_000) / perSecond,
    most,
    shares: used.map(({ length }) => length / together.length),
  }
}
