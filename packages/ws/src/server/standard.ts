import { infoOf } from './fetch-info.ts'
import type { LinkAcceptor } from './link.ts'

/**
 * Serves a link over a server's end of a standard WebSocket: that of `Deno.upgradeWebSocket(request)`, or of a
 * `WebSocketPair` of workerd after `accept()`. Ask `sockets.allows(infoOf(request))` before the upgrade; a page of another
 * origin is closed with 4403 here.
 */
export function acceptWebSocket(sockets: LinkAcceptor, socket: WebSocket, request: Request): void {
  const info = infoOf(request)
  socket.binaryType = 'arraybuffer'
  const begin = (): void => {
    if (!sockets.allows(info)) return socket.close(4403, 'origin')
    const link = sockets.accept(
      {
        // One that is closing takes no more; its close event follows.
        send: (frame) => socket.readyState === 1 && socket.send(frame),
        get bufferedAmount() {
          return socket.bufferedAmount ?? 0
        },
        close(code, reason) {
          try {
            socket.close(code, reason)
          } catch {
            // Some take the codes of programs alone; the frame before has said the other.
            socket.close()
          }
        },
      },
      info,
    )
    socket.addEventListener('message', ({ data }: MessageEvent<string | ArrayBuffer>) =>
      link.frame(typeof data === 'string' ? data : new Uint8Array(data)),
    )
    socket.addEventListener('close', () => link.down())
    socket.addEventListener('error', () => link.down())
  }
  if (socket.readyState === 1) begin()
  else socket.addEventListener('open', begin)
}
