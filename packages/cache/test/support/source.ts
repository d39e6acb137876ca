import type { Reply, Transport } from '@fairlead/core'

type Bytes = Uint8Array<ArrayBuffer>

/** A body whose chunks a test hands out itself, and sees asked for. */
export interface Source {
  readonly transport: Transport
  /** How often the network was read. */
  readonly pulls: number
  readonly requests: number
  readonly cancelled: boolean
}

/** A transport whose answers are streams of so many chunks of one size, made as they are read. */
export function source(chunkCount: number, chunkBytes: number, headers: Record<string, string> = {}): Source {
  const state = { pulls: 0, requests: 0, cancelled: false }
  const body = (): ReadableStream<Bytes> => {
    let index = 0
    return new ReadableStream<Bytes>(
      {
        pull(controller) {
          state.pulls++
          if (index === chunkCount) return controller.close()
          controller.enqueue(new Uint8Array(chunkBytes).fill(index++ % 256))
        },
        cancel: () => void (state.cancelled = true),
      },
      { highWaterMark: 0 },
    )
  }
  return Object.assign(state, {
    transport: {
      name: 'source',
      capabilities: { streamUp: true, streamDown: true, uploadProgress: true, redirectControl: true },
      async send({ url }): Promise<Reply> {
        state.requests++
        return { status: 200, headers: new Headers({ 'cache-control': 'max-age=60', ...headers }), url, body: body() }
      },
    } satisfies Transport,
  })
}

/** All bytes of a stream. */
export async function bytesOf(stream: ReadableStream<Bytes>): Promise<Bytes> {
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
