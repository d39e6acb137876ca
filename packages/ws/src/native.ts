import type { Frame, Link, LinkTarget, Transport } from './transport.ts'

/** The part of a WebSocket that is used; the platform's and that of the package `ws` both have it. */
export type WebSocketLike = new (url: string, protocols?: string[]) => WebSocket

/** How the platform's WebSocket is used. */
export interface NativeOptions {
  /** @defaultValue the global one, looked up when a link is opened */
  readonly WebSocket?: WebSocketLike
  /** Subprotocols to offer. */
  readonly protocols?: readonly string[]
  /**
   * Puts the credential where a foreign server wants it, for example into a subprotocol; never by default. What is in
   * the URL ends up in logs.
   */
  readonly present?: (
    credential: Readonly<Record<string, string>>,
    url: URL,
  ) => { readonly protocols?: readonly string[] } | void
}

const ERROR_ALONE_MS = 50

/** The WebSocket of the platform, or one that is given. */
export function native({ WebSocket: Given, protocols = [], present }: NativeOptions = {}): Transport {
  return {
    name: 'native',
    connect({ url, credential, runtime }: LinkTarget, events): Link {
      const Socket = Given ?? globalThis.WebSocket
      const target = new URL(url)
      target.protocol = target.protocol === 'https:' ? 'wss:' : 'ws:'
      const own = credential && present?.(credential.headers, target)
      const socket = new Socket(target.href, [...protocols, ...(own?.protocols ?? [])])
      socket.binaryType = 'arraybuffer'
      let isOver = false
      let timer: unknown
      const end = (code: number, reason = ''): void => {
        runtime.clearTimeout(timer)
        if (isOver) return
        isOver = true
        events.down({ code, reason })
      }
      // Not by `on…` properties, which not every runtime has.
      socket.addEventListener('open', () => isOver || events.open())
      socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) => {
        if (!isOver) events.frame(typeof data === 'string' ? data : new Uint8Array(data))
      })
      socket.addEventListener('close', ({ code, reason }) => end(code, reason))
      // The close event has the code, but some platforms tell of an error and never of a close.
      socket.addEventListener('error', () => {
        if (!isOver) timer ??= runtime.setTimeout(() => end(1006), ERROR_ALONE_MS)
      })
      return {
        send(frame: Frame) {
          // One that is closing throws it away as well, and browsers complain of it on the console.
          if (!(socket.readyState > 1)) socket.send(frame)
        },
        get bufferedAmount() {
          return socket.bufferedAmount
        },
        close(code = 1000, reason) {
          isOver = true
          runtime.clearTimeout(timer)
          try {
            socket.close(code, reason)
          } catch {
            // Some refuse to be closed before they are open.
          }
        },
      }
    },
  }
}
