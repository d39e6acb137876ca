import type { Frame, Transport } from './transport.ts'

/** What is told of a frame: its way, the name of what it carries and its size, never what it says. */
export interface SeenFrame {
  readonly direction: 'in' | 'out'
  readonly name: string
  readonly bytes: number
}

/** Where a frame's message has its name, by all protocols that are spoken here. */
const NAME = /"(?:name|channel|type|event)":"([\w.:/-]{1,60})"/
/** A name stands at the beginning of its frame. */
const NAME_CHARS = 300

/** The transport, and a word of each frame over its links. */
export function watched(transport: Transport, tell: (frame: () => SeenFrame) => void): Transport {
  const seen = (direction: SeenFrame['direction'], frame: Frame): void =>
    tell(() => ({ direction, name: nameOf(frame), bytes: frame.length }))
  return {
    name: transport.name,
    connect(target, events) {
      const link = transport.connect(target, {
        open: () => events.open(),
        frame(frame) {
          seen('in', frame)
          events.frame(frame)
        },
        down: (end) => events.down(end),
      })
      return {
        send(frame) {
          seen('out', frame)
          link.send(frame)
        },
        get bufferedAmount() {
          return link.bufferedAmount
        },
        close: (code, reason) => link.close(code, reason),
      }
    },
  }
}

/** The name of the message, `binary`, or what else the frame is for. */
function nameOf(frame: Frame): string {
  return typeof frame === 'string' ? (NAME.exec(frame.slice(0, NAME_CHARS))?.[1] ?? 'control') : 'binary'
}
