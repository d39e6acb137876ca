import { plainText } from '../text.ts'
import type { AttemptRecord, NoteRecord, OperationRecord } from '../records.ts'

/** How a call or an attempt stands; colours follow from it. */
export type Tone = 'running' | 'good' | 'bad' | 'refused' | 'idle'

/** The tone of a call or an attempt. */
export function toneOf({ durationMs, status, error }: OperationRecord | AttemptRecord): Tone {
  if (durationMs === undefined) return 'running'
  if (error === 'abort') return 'idle'
  if (status !== undefined && status >= 400 && status < 500 && status !== 429) return 'refused'
  return error === undefined && (status ?? 0) < 400 ? 'good' : 'bad'
}

/** The outcome in a word: `200`, `timeout`, `…` while it is under way. */
export function outcomeOf({ durationMs, status, error }: OperationRecord | AttemptRecord): string {
  if (durationMs === undefined) return '…'
  if (error === 'abort') return 'cancelled'
  return error !== undefined && error !== 'http' ? error : String(status ?? error ?? 'done')
}

/** A span of time as a person reads it. */
export function spanText(ms: number | undefined): string {
  if (ms === undefined || Number.isNaN(ms)) return '–'
  const size = Math.abs(ms)
  if (size < 10) return `${Number(ms.toFixed(1))} ms`
  if (size < 1_000) return `${Math.round(ms)} ms`
  if (size < 60_000) return `${(ms / 1_000).toFixed(size < 10_000 ? 2 : 1)} s`
  const seconds = Math.round((ms % 60_000) / 1_000)
  return `${Math.floor(ms / 60_000)} min${seconds === 0 ? '' : ` ${seconds} s`}`
}

/** A size as a person reads it. */
export function sizeText(bytes: number | undefined): string {
  if (bytes === undefined) return '–'
  if (bytes < 1_024) return `${bytes} B`
  return bytes < 1_048_576 ? `${(bytes / 1_024).toFixed(1)} KiB` : `${(bytes / 1_048_576).toFixed(1)} MiB`
}

/** A share from 0 to 1 in per cent. */
export function shareText(share: number | undefined): string {
  return share === undefined ? '–' : `${Number((share * 100).toFixed(share < 0.1 ? 1 : 0))} %`
}

/** The time of day, to the millisecond. */
export function clockText(at: number): string {
  const date = new Date(at)
  if (Number.isNaN(date.getTime())) return '–'
  const two = (value: number): string => String(value).padStart(2, '0')
  const ms = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`
}

/** Facts of an event in one line: `reason uri-miss, stored`. */
export function factsText(details: NoteRecord['details']): string {
  const parts: string[] = []
  for (const [name, value] of Object.entries(details)) {
    if (value === undefined || value === false || value === '') continue
    if (value === true) parts.push(name)
    else if (name.endsWith('Ms') && typeof value === 'number') parts.push(`${name.slice(0, -2)} ${spanText(value)}`)
    else parts.push(`${name} ${value}`)
  }
  return plainText(parts.join(', '), 300)
}
