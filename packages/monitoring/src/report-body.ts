import type { Snapshot } from './snapshot.ts'
import { lowCardinality } from './template.ts'

/** What is left out of a report, by its kind. */
type Cut = Readonly<Partial<Record<'origins' | 'alerts' | 'endpoints' | 'lanes' | 'sockets', number>>>

/** Room for the names of the sections and for what was cut. */
const SPARE_BYTES = 300

/**
 * Writes a snapshot as compact JSON of at most so many bytes: no frames, no values in paths. What does not fit is left out, of
 * endpoints and origins those with the fewest calls first, and `cut` says how many of each.
 */
export function reportBody(snapshot: Snapshot, maxBytes: number): string {
  const { at, windowMs, session } = snapshot
  const byCalls = <T extends { readonly calls: number }>(all: readonly T[]): readonly T[] =>
    all.toSorted((one, other) => other.calls - one.calls)
  const sections: Readonly<Record<keyof Cut, readonly unknown[]>> = {
    origins: byCalls(snapshot.origins),
    alerts: snapshot.alerts,
    endpoints: byCalls(snapshot.endpoints),
    lanes: snapshot.lanes,
    sockets: snapshot.sockets.map(({ frames: _frames, path, ...socket }) => ({
      path: lowCardinality(path),
      ...socket,
    })),
  }
  const parts = [json({ v: 1, at, windowMs, session }).slice(1, -1)]
  const cut: Record<string, number> = {}
  let left = maxBytes - bytesOf(parts.join()) - SPARE_BYTES
  for (const [name, items] of Object.entries(sections)) {
    const written: string[] = []
    for (const item of items) {
      const text = json(item)
      const bytes = bytesOf(text) + 1
      // Those after it have fewer calls: a smaller one must not take its place.
      if (bytes > left) break
      left -= bytes
      written.push(text)
    }
    if (written.length < items.length) cut[name] = items.length - written.length
    if (items.length > 0) parts.push(`${JSON.stringify(name)}:[${written.join(',')}]`)
  }
  if (Object.keys(cut).length > 0) parts.push(`"cut":${JSON.stringify(cut)}`)
  return `{${parts.join(',')}}`
}

/** Figures with three decimals. */
function json(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'number' ? Math.round(each * 1_000) / 1_000 : each,
  )
}

const encoder = /* @__PURE__ */ new TextEncoder()

function bytesOf(text: string): number {
  return encoder.encode(text).byteLength
}
