/** The part of engine.io, on either side, that tells what waits. */
interface Engine {
  readonly writeBuffer?: readonly { readonly data?: { readonly length?: number; readonly byteLength?: number } }[]
  /** Its WebSocket is `ws` on the client and `socket` on the server. */
  readonly transport?: { readonly ws?: Buffering; readonly socket?: Buffering }
}
interface Buffering {
  readonly bufferedAmount?: number
}

/** Bytes that engine.io and the socket below it have not sent; 0 before there is one. */
export function engineBuffer(engine: unknown): number {
  const { writeBuffer = [], transport } = Object(engine) as Engine
  const waiting = writeBuffer.reduce((sum, { data }) => sum + (data?.byteLength ?? data?.length ?? 0), 0)
  return waiting + ((transport?.ws ?? transport?.socket)?.bufferedAmount ?? 0)
}
