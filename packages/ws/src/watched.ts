import type { Frame, Transport } from './transport.ts'

/** What is told of a frame: its way, the name of what it carries and its size, never what it says. */
export interface SeenFrame {
  readonly direction: 'in' | 'out'
  readonly name: string
  readonly bytes: number
}

/** Where each protocol that is spoken here has the name of a message: before anything that its data could say. */
const NAMES = [
  // Our own messages, and then those of them without a name.
  /^\{"seq":\d+,(?:"\w+":\d+,)*"name":"([\w.:/-]{1,60})"/,
  /^\{"seq":\d+,"(reply|cancel|channel)":/,
  // What both sides say beside messages; graphql-transport-ws.
  /^\{(?:"id":"[\w-]{1,64}",)?"type":"([a-z_-]{1,40})"/,
  // socket.io
  /^\d{1,3}(?:\/[\w/-]*,)?\d*\["([\w.:/-]{1,60})"/,
]
/** A name stands at the beginning of its frame. */
const NAME_CHARS = 300

const encoder = /* @__PURE__ */ new TextEncoder()

/** The transport, and a word of each frame over its links. */
export function watched(transport: Transport, tell: (frame: () => SeenFrame) => void): Transport {
  const seen = (direction: SeenFrame['direction'], frame: Frame): void =>
    tell(() => ({ direction, name: nameOf(frame), bytes: bytesOf(frame) }))
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

/** The name of the message, `binary`, or `message` where no protocol known here says one. */
function nameOf(frame: Frame): string {
  if (typeof frame !== 'string') return 'binary'
  const start = frame.slice(0, NAME_CHARS)
  for (const pattern of NAMES) {
    const name = pattern.exec(start)?.[1]
    if (name !== undefined) return name
  }
  return 'message'
}

function bytesOf(frame: Frame): number {
  return typeof frame === 'string' ? encoder.encode(frame).byteLength : frame.byteLength
}
