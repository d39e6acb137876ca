import type { VesselKind, VesselStatus } from 'harbour-api/contract'

/** Kinds of vessel as a person reads them. */
export const kindWords: Readonly<Record<VesselKind, string>> = {
  container: 'Container ship',
  tanker: 'Tanker',
  bulk: 'Bulk carrier',
  ferry: 'Ferry',
  cruise: 'Cruise ship',
  fishing: 'Fishing vessel',
  tug: 'Tug',
  sailing: 'Sailing vessel',
}

/** States of a vessel as a person reads them. */
export const statusWords: Readonly<Record<VesselStatus, string>> = {
  moored: 'Moored',
  anchored: 'At anchor',
  approaching: 'Approaching',
  'under-way': 'Under way',
}

const flagNames = new Intl.DisplayNames('en', { type: 'region' })
const day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** The country of a flag. */
export function flagName(flag: string): string {
  return flagNames.of(flag) ?? flag
}

/** A day and a time, such as `Fri 1 May, 14:00`. */
export function momentText(iso: string): string {
  return day.format(new Date(iso))
}

/** A time of day with seconds. */
export function clockText(atMs: number): string {
  return clock.format(atMs)
}

/** A time of day, such as `14:32`; with the day where it is not today. */
export function minuteText(atMs: number): string {
  const isToday = new Date(atMs).toDateString() === new Date().toDateString()
  return (isToday ? minute : day).format(atMs)
}

/** Metres with one decimal. */
export function metres(value: number): string {
  return `${value.toFixed(1)} m`
}
