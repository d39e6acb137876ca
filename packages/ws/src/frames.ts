import { FairleadError, parseJson } from '@fairlead/core'
import type { Frame } from './transport.ts'

/** The frame that asks whether the other side is there, and the one that says so. */
export const PING = '?'
export const PONG = '!'
/** The version of PROTOCOL.md. */
export const VERSION = 1
/** So many messages may be on their way to a server: it keeps them while its store does not answer. */
export const MAX_WINDOW = 256

/** A value as it travels: JSON text, bytes, or nothing; and what it weighs at most, in bytes. */
export interface Packed {
  readonly json?: string
  readonly bytes?: Uint8Array<ArrayBuffer>
  readonly size: number
}

/** The first frame of a client on each link. */
export interface Hello {
  readonly type: 'hello'
  readonly version: number
  /** The session to go on with. */
  readonly session?: string
  /** The last `seq` that has arrived from the server. */
  readonly received: number
  /** Header fields that prove who this is. */
  readonly credential?: Readonly<Record<string, string>>
}

/** Messages of the server that are gone for good: from one `seq` to another, both included. */
export interface Missed {
  readonly from: number
  readonly to: number
}

/** The server's answer to `hello`. */
export interface Welcome {
  readonly type: 'welcome'
  readonly session: string
  /** Changes when the server lost its sessions. */
  readonly epoch: string
  readonly resumed: boolean
  /** The last `seq` that has arrived from the client; 0 in a new session. */
  readonly received: number
  readonly missed?: Missed
  /** The session was left by another process, so that what was sent to all meanwhile may be missing too. */
  readonly restored?: boolean
  /** How long the credential is good for. */
  readonly expiresInMs?: number
  /** Bytes of one message. */
  readonly maxMessageBytes?: number
}

/** A frame that is no message. */
export type Control =
  | Hello
  | Welcome
  /** All messages up to `seq` have arrived. */
  | { readonly type: 'ack'; readonly seq: number }
  /** A newer credential, and how long it is good for. */
  | { readonly type: 'auth'; readonly credential: Readonly<Record<string, string>> }
  | { readonly type: 'authed'; readonly expiresInMs?: number }
  /** Sent before the link is closed: why, and when to come back. */
  | { readonly type: 'close'; readonly code: number; readonly reason?: string; readonly retryAfterMs?: number }

/** A message in order. */
export interface Message {
  readonly seq: number
  readonly name?: string
  /** The number of a request, unique in its session. */
  readonly request?: number
  /** The number of the request that this answers. */
  readonly reply?: number
  /** The number of a request whose answer nobody waits for any more. */
  readonly cancel?: number
  /** The number of the subscription that this belongs to. */
  readonly channel?: number
  readonly data?: unknown
  readonly error?: { readonly code: string; readonly message: string; readonly data?: unknown }
}

/** What a frame says. */
export type Parsed = { readonly message: Message } | { readonly control: Control } | { readonly alive: 'ping' | 'pong' }

const encoder = /* @__PURE__ */ new TextEncoder()
const HEAD_BYTES = 4

/** The value as it travels. @throws TypeError for what JSON cannot hold */
export function pack(value: unknown): Packed {
  if (value === undefined) return { size: 0 }
  if (value instanceof Uint8Array) return { bytes: value.slice(), size: value.byteLength }
  if (value instanceof ArrayBuffer) return { bytes: new Uint8Array(value.slice(0)), size: value.byteLength }
  const json = JSON.stringify(value) as string | undefined
  if (json === undefined) throw new TypeError('no JSON value')
  // oxlint-disable-next-line no-control-regex -- asks whether a character is a byte
  return { json, size: /^[\0-\x7f]*$/.test(json) ? json.length : encoder.encode(json).byteLength }
}

/** The frame of a message; `head` is its members beside `seq` and `data`, as JSON without braces. */
export function messageFrame(seq: number, head: string, { json, bytes }: Packed): Frame {
  if (!bytes) return `{"seq":${seq},${head}${json === undefined ? '' : `,"data":${json}`}}`
  const start = encoder.encode(`{"seq":${seq},${head}}`)
  const frame = new Uint8Array(HEAD_BYTES + start.byteLength + bytes.byteLength)
  new DataView(frame.buffer).setUint32(0, start.byteLength)
  frame.set(start, HEAD_BYTES)
  frame.set(bytes, HEAD_BYTES + start.byteLength)
  return frame
}

/** The frame of anything else. */
export const controlFrame = (control: Control): string => JSON.stringify(control)

/** What a frame says. @throws `decode` for what is no frame of the protocol */
export function readFrame(frame: Frame): Parsed {
  if (frame === PING) return { alive: 'ping' }
  if (frame === PONG) return { alive: 'pong' }
  const text = typeof frame === 'string' ? frame : headOf(frame)
  const value = parseJson(text, (_, what) => broken(what)) as Partial<Message & Control> | null
  if (typeof value !== 'object' || value === null) throw broken('is no object')
  if (typeof value.type === 'string') return { control: controlOf(value as Control) }
  const { seq, name, request, reply, cancel, channel, error } = value as Message
  const isWhole = isNumber(request) && isNumber(reply) && isNumber(cancel) && isNumber(channel)
  if (!Number.isSafeInteger(seq) || !isWhole || (name !== undefined && typeof name !== 'string'))
    throw broken('has a member of another type than it should')
  if (error !== undefined && (typeof Object(error).code !== 'string' || typeof Object(error).message !== 'string'))
    throw broken('has an error without a code and a message')
  if (typeof frame === 'string') return { message: value as Message }
  return { message: { ...(value as Message), data: frame.slice(HEAD_BYTES + headLength(frame)) } }
}

const isNumber = (value: unknown): boolean => value === undefined || Number.isSafeInteger(value)

/** What both sides rely on in a frame that is no message. */
function controlOf(control: Control): Control {
  const { type, received = 0, session = '' } = control as Partial<Welcome>
  const isWhole = type !== 'welcome' || session !== ''
  if (!isWhole || typeof session !== 'string' || !Number.isSafeInteger(received) || received < 0)
    throw broken('has a member of another type than it should')
  return control
}

function headLength(frame: Uint8Array): number {
  return new DataView(frame.buffer, frame.byteOffset).getUint32(0)
}

function headOf(frame: Uint8Array): string {
  if (frame.byteLength < HEAD_BYTES || headLength(frame) > frame.byteLength - HEAD_BYTES)
    throw broken('is shorter than it says')
  return new TextDecoder().decode(frame.subarray(HEAD_BYTES, HEAD_BYTES + headLength(frame)))
}

function broken(what: string): FairleadError {
  return new FairleadError('decode', undefined, `a frame ${what}`, { reason: 'syntax' })
}
