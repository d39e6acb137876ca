import type { Attributes, Instrument, Measure } from './instruments.ts'

/** Measurements that know what is open by them, so that it can be told again, or given back. */
export interface Balance {
  readonly measure: Measure
  /** Measures what is open once more: for whoever listens only now. */
  retell(): void
  /** Gives back what is open, and measures no more: nobody will tell of its end. */
  close(): void
}

/**
 * Keeps the balance of `updown` instruments. What is open is counted by the identity of its attributes: what opens something and
 * what closes it are told with the same object.
 */
export function createBalance(sink: Measure): Balance {
  const all = new Map<Attributes, { readonly instrument: Instrument; open: number }>()
  let isOver = false
  return {
    measure(instrument, value, attributes) {
      if (isOver) return
      // First: a sink that tells again what is open does not know of this one yet.
      sink(instrument, value, attributes)
      if (instrument.kind !== 'updown') return
      const known = all.get(attributes) ?? { instrument, open: 0 }
      known.open += value
      // What is closed stays, as 0: there are few, and engines make a map anew whenever it becomes empty.
      all.set(attributes, known)
    },
    retell() {
      for (const [attributes, { instrument, open }] of all) if (open !== 0) sink(instrument, open, attributes)
    },
    close() {
      isOver = true
      for (const [attributes, { instrument, open }] of all) if (open !== 0) sink(instrument, -open, attributes)
      all.clear()
    },
  }
}
