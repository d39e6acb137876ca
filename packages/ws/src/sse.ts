import { type FetchInit, sse as readEvents } from '@fairlead/core'
import { FRAMES_TYPE, LINK_FIELD, fromBase64, joinFrames } from './frame-batch.ts'
import type { Frame, Link, LinkTarget, Transport } from './transport.ts'

/** How server-sent events are used. */
export interface SseTransportOptions {
  /** Options of fetch for both directions, such as `credentials`. */
  readonly init?: FetchInit
}

/** Frames of one POST at most, in bytes. */
const BATCH_BYTES = 262_144

/**
 * Server-sent events down and POST up, for networks that let no WebSocket through. Needs the server half's
 * `sseEndpoint`. The credential travels in header fields, as in any call.
 */
export function sse({ init = {} }: SseTransportOptions = {}): Transport {
  return {
    name: 'sse',
    connect({ url, credential, runtime }: LinkTarget, events): Link {
      const controller = new AbortController()
      const options = { ...init, ...credential?.init, cache: 'no-store' } as const
      const waiting: Frame[] = []
      let id = ''
      let queuedBytes = 0
      let isPosting = false
      let isOver = false

      function down(status?: number): void {
        if (isOver) return
        isOver = true
        controller.abort()
        events.down({ code: 1006, ...(status !== undefined && { status }) })
      }
      async function read(): Promise<void> {
        const headers = { ...credential?.headers, accept: 'text/event-stream' }
        const response = await runtime.fetch(url, { ...options, headers, signal: controller.signal })
        if (!response.ok || !response.body) {
          void response.body?.cancel()
          return down(response.status)
        }
        // The longest line is one message in base64, which is a third longer.
        for await (const { type, data } of readEvents(response.body, {
          signal: controller.signal,
          maxLineLength: 2 ** 24,
        })) {
          if (isOver) return
          if (type === 'link') {
            id = data
            events.open()
          } else events.frame(type === 'binary' ? fromBase64(data) : data)
        }
        down()
      }
      /** Takes as many frames as fit into one POST, at least one. */
      function take(): Frame[] {
        let bytes = 0
        const end = waiting.findIndex((frame, index) => (bytes += frame.length) > BATCH_BYTES && index > 0)
        return waiting.splice(0, end < 0 ? waiting.length : end)
      }
      const post = (frames: readonly Frame[], more: RequestInit): Promise<Response> =>
        runtime.fetch(url, {
          ...options,
          method: 'POST',
          headers: { ...credential?.headers, 'content-type': FRAMES_TYPE, [LINK_FIELD]: id },
          body: joinFrames(frames),
          ...more,
        })
      // One after the other: two at once might arrive in another order.
      async function write(): Promise<void> {
        while (waiting.length > 0 && !isOver) {
          const frames = take()
          const response = await post(frames, { signal: controller.signal })
          void response.body?.cancel()
          if (!response.ok) return down(response.status === 404 ? undefined : response.status)
          for (const frame of frames) queuedBytes -= frame.length
        }
        isPosting = false
      }

      read().catch(() => down())
      return {
        send(frame) {
          waiting.push(frame)
          queuedBytes += frame.length
          if (isPosting) return
          isPosting = true
          // What is sent in the same turn travels together.
          queueMicrotask(() => void write().catch(() => down()))
        },
        get bufferedAmount() {
          return queuedBytes
        },
        close() {
          if (isOver) return
          isOver = true
          // The last frames say goodbye; the page may be going away.
          if (id && waiting.length > 0)
            post(waiting.splice(0), { keepalive: true })
              .then((last) => last.body?.cancel())
              .catch(() => {})
          controller.abort()
        },
      }
    },
  }
}
