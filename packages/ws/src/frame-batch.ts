import type { Frame } from './transport.ts'

/** The media type of several frames in one body. */
export const FRAMES_TYPE = 'application/vnd.fairlead.frames'
/** The field that says to which link the frames of a POST belong. */
export const LINK_FIELD = 'fairlead-link'

const HEAD_BYTES = 5

/** Frames as one body: for each a byte (0 text, 1 binary), its length in four bytes, and itself. */
export function joinFrames(frames: readonly Frame[]): Uint8Array<ArrayBuffer> {
  const parts = frames.map((frame) => (typeof frame === 'string' ? new TextEncoder().encode(frame) : frame))
  const body = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + HEAD_BYTES + byteLength, 0))
  const view = new DataView(body.buffer)
  let at = 0
  for (const [index, part] of parts.entries()) {
    view.setUint8(at, typeof frames[index] === 'string' ? 0 : 1)
    view.setUint32(at + 1, part.byteLength)
    body.set(part, at + HEAD_BYTES)
    at += HEAD_BYTES + part.byteLength
  }
  return body
}

/** The frames of a body; undefined for one that is none. */
export function splitFrames(body: Uint8Array<ArrayBuffer>): Frame[] | undefined {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const frames: Frame[] = []
  for (let at = 0; at < body.byteLength;) {
    if (body.byteLength - at < HEAD_BYTES) return undefined
    const kind = view.getUint8(at)
    const end = at + HEAD_BYTES + view.getUint32(at + 1)
    if (kind > 1 || end > body.byteLength) return undefined
    const part = body.slice(at + HEAD_BYTES, end)
    frames.push(kind === 0 ? new TextDecoder().decode(part) : part)
    at = end
  }
  return frames
}

/** Bytes as text, for a stream that carries text alone. */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  // As arguments of one call they would be too many.
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}

/** Text as bytes. @throws DOMException for what is no base64 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}
