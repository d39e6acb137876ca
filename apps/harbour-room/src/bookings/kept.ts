import type { Conflict, EntrySummary, OutboxStore, Resolution } from '@fairlead/queue'
import { BookingConflict, NewBooking } from 'harbour-api/contract'
import type { HarbourClient } from '../harbour/client.ts'

/** A booking that the outbox keeps until the harbour has it. */
export interface KeptBooking extends EntrySummary {
  /** Undefined where what is kept is no booking. */
  readonly booking: NewBooking | undefined
  /** Why the harbour refused it, where this page was told. */
  readonly conflict: BookingConflict | undefined
}

/** The bookings of the present officer that are not yet with the harbour. */
export interface KeptBookings {
  readonly subscribe: (listener: () => void) => () => void
  readonly list: () => readonly KeptBooking[]
}

/** What the harbour said against bookings, for a person to decide. */
export interface Refusals {
  readonly of: (id: string) => BookingConflict | undefined
  /** Sets a refused booking aside and remembers why. */
  readonly resolve: (conflict: Conflict) => Resolution
}

const MAX_REFUSALS = 100

/** Makes the memory of refusals. */
export function createRefusals(): Refusals {
  const refusals = new Map<string, BookingConflict>()
  return {
    of: (id) => refusals.get(id),
    resolve({ entry: { id }, data }) {
      const { data: conflict } = BookingConflict.safeParse(data)
      if (conflict) refusals.set(id, conflict)
      if (refusals.size > MAX_REFUSALS) refusals.delete(refusals.keys().next().value as string)
      return 'dead'
    },
  }
}

/**
 * Watches the outbox. It tells which entries are the officer's own; what is in them is read from the store, which this page
 * has made itself.
 */
export function watchKept(client: HarbourClient, store: OutboxStore, refusals: Refusals): KeptBookings {
  const { outbox } = client.queue
  const listeners = new Set<() => void>()
  let list: readonly KeptBooking[] = []
  let turn = 0

  async function look(): Promise<void> {
    const own = ++turn
    const [entries, stored] = await Promise.all([outbox.entries(), store.list()])
    if (own !== turn) return
    const bodies = new Map(stored.map(({ id, body }) => [id, body]))
    list = entries.map((entry) => ({
      ...entry,
      booking: bookingOf(bodies.get(entry.id)),
      conflict: entry.state === 'dead' ? refusals.of(entry.id) : undefined,
    }))
    for (const listener of listeners) listener()
  }

  const again = (): void => void look()
  outbox.watch(again)
  client.auth.subscribe(again)
  again()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    list: () => list,
  }
}

function bookingOf(body: Uint8Array | undefined): NewBooking | undefined {
  try {
    return NewBooking.safeParse(JSON.parse(new TextDecoder().decode(body))).data
  } catch {
    return undefined
  }
}
