import type { EncodedBody } from '@fairlead/core'

/** How many bytes a body has, where that can be told without reading it. */
export function bytesOf({ value }: EncodedBody): number | undefined {
  if (typeof value === 'string') return utf8Length(value)
  if (value instanceof Blob) return value.size
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return value.byteLength
  return value instanceof URLSearchParams ? value.toString().length : undefined
}

function utf8Length(text: string): number {
  let bytes = text.length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0x7f) bytes += code > 0x7ff ? 2 : 1
    // Two halves of one character have four bytes.
    if (code >= 0xd800 && code <= 0xdbff) bytes -= 2
  }
  return bytes
}
