import { clockText } from '../harbour/words.ts'
import type { KeptBooking } from './kept.ts'

/** How a booking that is not yet with the harbour stands. */
export function keptWords({ state, attempts, notBefore, failure }: KeptBooking, nowMs: number): string {
  if (state === 'sending') return 'Being sent'
  if (state === 'dead') return failure?.status === undefined ? 'Set aside' : `Refused (HTTP ${failure.status})`
  if (failure === undefined) return 'Waiting to be sent'
  const tried = attempts === 1 ? 'tried once' : `tried ${attempts} times`
  const why = failure.status === undefined ? 'no answer' : `HTTP ${failure.status}`
  const again = notBefore > nowMs ? `, again at ${clockText(notBefore)}` : ''
  return `Waiting to be sent: ${tried}, ${why}${again}`
}

const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })

/** A calendar day, such as `Fri 1 May`. */
export function dayText(isoDay: string): string {
  return day.format(new Date(`${isoDay}T00:00:00Z`))
}

/** The next days, in UTC, from tomorrow on. */
export function nextDays(count: number, nowMs: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(nowMs + (index + 1) * 86_400_000).toISOString().slice(0, 10),
  )
}

/** How many bookings wait, and how many were refused. */
export function countKept(kept: readonly KeptBooking[]): string {
  const refused = kept.filter(({ state }) => state === 'dead').length
  const waiting = kept.length - refused
  const parts = [waiting > 0 && `${waiting} waiting to be sent`, refused > 0 && `${refused} refused`].filter(Boolean)
  return parts.join(', ') || 'All sent'
}

/** A berth in words, also while the harbour cannot be asked what it is called. */
export function berthWords(berthId = '', harbourId = ''): string {
  return berthId
    .slice(harbourId.length)
    .split('-')
    .filter(Boolean)
    .map((word) => (word[0] ?? '').toUpperCase() + word.slice(1))
    .join(' ')
}
