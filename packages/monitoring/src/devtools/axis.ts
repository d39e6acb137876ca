/** Where moments lie between 0 and 1. */
export interface Axis {
  at(moment: number): number
}

/** A stretch of time. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** A stretch in which something runs is drawn no longer than so many usual calls. */
const MOST = 6
const LEAST_MS = 250
const LEAST_IDLE_MS = 8

/**
 * An axis for calls that lie far apart, or of which one goes on and on: a stretch in which nothing begins and nothing ends is
 * drawn as it is up to a bound, and no longer than that. What is short stays to be seen.
 */
export function foldedAxis(spans: readonly Span[]): Axis {
  const begins = new Map<number, number>()
  for (const { from, to } of spans) {
    begins.set(from, (begins.get(from) ?? 0) + 1)
    begins.set(to, (begins.get(to) ?? 0) - 1)
  }
  const edges = [...begins.keys()].toSorted((a, b) => a - b)
  const usual = spans.map(({ from, to }) => to - from).toSorted((a, b) => a - b)[spans.length >> 1] ?? 0
  const places = [0]
  let running = 0
  for (let i = 1; i < edges.length; i++) {
    const [before = 0, edge = 0] = [edges[i - 1], edges[i]]
    running += begins.get(before) ?? 0
    const bound = running > 0 ? Math.max(LEAST_MS, usual * MOST) : Math.max(LEAST_IDLE_MS, usual)
    places.push((places[i - 1] ?? 0) + Math.min(edge - before, bound))
  }
  const total = places.at(-1) || 1
  return {
    at(moment) {
      const after = firstAfter(edges, moment)
      if (after === 0) return 0
      if (after === edges.length) return 1
      const [from = 0, to = 0, start = 0, end = 0] = [edges[after - 1], edges[after], places[after - 1], places[after]]
      return (start + ((moment - from) / (to - from)) * (end - start)) / total
    },
  }
}

/** An axis that is true to scale. */
export function plainAxis({ from, to }: Span): Axis {
  const length = to - from || 1
  return { at: (moment) => Math.min(1, Math.max(0, (moment - from) / length)) }
}

/** The place of the first edge that lies after a moment. */
function firstAfter(edges: readonly number[], moment: number): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((edges[middle] ?? 0) > moment) high = middle
    else low = middle + 1
  }
  return low
}
