import { type CoreError, isFairleadError } from '@fairlead/core'
import { type Booking, type NewBooking, bookings } from 'harbour-api/contract'
import type { HarbourClient } from '../harbour/client.ts'
import type { Timeline } from '../timeline/timeline.ts'
import { dayText } from './kept-words.ts'

/** How long a person waits to see whether the harbour takes it at once. */
const WAIT_MS = 1_500

/** What is to be booked. */
export interface Wish {
  readonly booking: NewBooking
  readonly vesselName: string
  /** The kept booking that it takes the place of. */
  readonly instead: string | undefined
  /** Called later, when a kept booking has reached the harbour; with an empty sentence where it never will as it is. */
  readonly onNews: (sentence: string) => void
}

/** Books a berth. What cannot be sent now is kept, and goes out when it can. Gives a sentence to show, or why not. */
export async function book(
  { client, timeline }: { readonly client: HarbourClient; readonly timeline: Timeline },
  { booking, vesselName: name, instead, onNews }: Wish,
): Promise<{ readonly sentence: string } | { readonly failure: CoreError }> {
  const { outbox } = client.queue
  try {
    if (instead !== undefined) {
      const isChanged = await outbox.replace(instead, booking)
      return {
        sentence: isChanged ? `The booking of ${name} is changed.` : `The booking of ${name} had gone out already.`,
      }
    }
    // A vessel's bookings keep their order, and one that has not been tried yet is changed instead of doubled.
    const options = { lane: booking.vesselId, merge: 'booking', waitMs: WAIT_MS }
    const sent = await outbox.send(bookings.book, { body: booking }, options)
    const booked = ({ berthName, day: on }: Booking): string => `${name} is booked at ${berthName} on ${dayText(on)}.`
    if (sent.state === 'sent') return { sentence: booked(sent.data) }
    timeline.keep(bookings.book.path)
    void sent.receipt.data.then(booked, () => '').then(onNews)
    return { sentence: `The booking of ${name} is kept here. It goes out by itself, once.` }
  } catch (error) {
    if (!isFairleadError(error)) throw error
    // What the harbour refuses is set aside in the list of the kept ones, with a choice.
    if (error.kind === 'http' && error.status === 409) return { sentence: '' }
    return { failure: error }
  }
}
