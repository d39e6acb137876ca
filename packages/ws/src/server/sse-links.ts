import { type Runtime, platformRuntime } from '@fairlead/core'
import { FRAMES_TYPE, LINK_FIELD, splitFrames, toBase64 } from '../frame-batch.ts'
import type { Frame } from '../transport.ts'
import type { LinkAcceptor, LinkInfo, ServerLinkEvents } from './link.ts'

/** Where the events of one stream are written. */
export interface SseSink {
  write(text: string): void
  readonly bufferedAmount: number
  end(): void
}

/** The links whose way down is a stream and whose way up are POSTs. */
export interface SseLinks {
  /** Header fields of each answer to a page of this origin. */
  headers(info: LinkInfo): Record<string, string>
  /** Begins a stream; the answer is called when it has ended. */
  open(info: LinkInfo, sink: SseSink): () => void
  /** Takes the frames of a POST; answers its status. */
  post(info: LinkInfo, body: Uint8Array<ArrayBuffer>): number
  /** Bytes of a body at most. */
  readonly maxBodyBytes: number
}

export const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  // Some proxies hold a stream back until they have enough of it.
  'x-accel-buffering': 'no',
}

/** Makes the table of links of one endpoint. */
export function createSseLinks(
  sockets: LinkAcceptor,
  { randomUUID }: Pick<Runtime, 'randomUUID'> = platformRuntime,
): SseLinks {
  const links = new Map<string, ServerLinkEvents>()
  return {
    // At least as much as a client puts into one POST.
    maxBodyBytes: Math.max(sockets.maxFrameBytes * 2, 2 ** 20),
    headers({ headers: { origin } }) {
      return origin === undefined
        ? { vary: 'origin' }
        : {
            vary: 'origin',
            'access-control-allow-origin': origin,
            'access-control-allow-credentials': 'true',
            'access-control-allow-headers': `authorization, content-type, dpop, ${LINK_FIELD}`,
            'access-control-allow-methods': 'GET, POST',
            'access-control-max-age': '600',
          }
    },
    open(info, sink) {
      // Whoever knows it may send in the link's name, so nobody can guess it.
      const id = randomUUID()
      let isOver = false
      const close = (): void => {
        isOver = true
        links.delete(id)
        sink.end()
      }
      sink.write(`event: link\ndata: ${id}\n\n`)
      const events = sockets.accept(
        {
          send: (frame) => sink.write(eventOf(frame)),
          get bufferedAmount() {
            return sink.bufferedAmount
          },
          close,
        },
        info,
      )
      if (!isOver) links.set(id, events)
      return () => {
        links.delete(id)
        events.down()
      }
    },
    post({ headers }, body) {
      if (headers['content-type'] !== FRAMES_TYPE) return 415
      const link = links.get(headers[LINK_FIELD] ?? '')
      if (!link) return 404
      const frames = splitFrames(body)
      if (!frames) return 400
      for (const frame of frames) link.frame(frame)
      return 204
    },
  }
}

/** A frame as an event; JSON text has no line break, and other text is no frame. */
function eventOf(frame: Frame): string {
  return typeof frame === 'string' ? `data: ${frame}\n\n` : `event: binary\ndata: ${toBase64(frame)}\n\n`
}
