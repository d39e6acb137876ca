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
