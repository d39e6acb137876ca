import type { StoredChannel, StoredMessage } from '@fairlead/ws/server'
import { fromBase64, toBase64 } from '../base64.ts'

/** A message as text: its kind, its head, which has no line breaks, and its data. */
export function messageText({ head, json, bytes }: StoredMessage): string {
  if (bytes) return `b${head}\n${toBase64(bytes)}`
  return json === undefined ? `n${head}\n` : `j${head}\n${json}`
}

/** The message of a text. @throws TypeError for what is none */
export function messageOf(text: string): StoredMessage {
  const end = text.indexOf('\n')
  const [kind, head, data] = [text[0], text.slice(1, end), text.slice(end + 1)]
  if (end > 0 && kind === 'b') return { head, bytes: fromBase64(data) }
  if (end > 0 && kind === 'j') return { head, json: data }
  if (end > 0 && kind === 'n') return { head }
  throw new TypeError('not a message')
}

/** Subscriptions as text. */
export function channelsText(channels: readonly StoredChannel[]): string {
  return `c${JSON.stringify(channels.map(({ channel, name, params }) => [channel, name, plain(params)]))}`
}

/** The subscriptions of a text. @throws for what is none */
export function channelsOf(text: string): StoredChannel[] {
  if (!text.startsWith('c')) throw new TypeError('no subscriptions')
  const all = JSON.parse(text.slice(1)) as [unknown, unknown, unknown][]
  return all.map(([channel, name, params]) => {
    if (!Number.isSafeInteger(channel) || typeof name !== 'string') throw new TypeError('not a subscription')
    return { channel: channel as number, name, params: original(params) }
  })
}

/**
 * Params as JSON has them. Schemas make of them what JSON has not, and `publish` finds an audience by exactly that; so all
 * but text, `true`, `false`, `null`, usual numbers and objects is in an array, with a letter before it.
 */
function plain(value: unknown): unknown {
  if (value === undefined) return ['u']
  if (typeof value === 'bigint') return ['i', String(value)]
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) return ['n', String(value)]
  if (value instanceof Date) return ['d', String(value.getTime())]
  if (Array.isArray(value)) return ['a', ...value.map(plain)]
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
}

function original(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, original(member)]))
  const [letter, ...rest] = value as readonly unknown[]
  switch (letter) {
    case 'a':
      return rest.map(original)
    case 'd':
      return new Date(Number(rest[0]))
    case 'i':
      return BigInt(String(rest[0]))
    case 'n':
      return Number(rest[0])
    case 'u':
      return undefined
    default:
      throw new TypeError('no params')
  }
}
