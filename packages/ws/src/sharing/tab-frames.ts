import type { Frame } from '../transport.ts'

/** The first frame on a socket that carries the links of several tabs. */
export const MUX = 'tabs'
const HEAD_BYTES = 4

/** A frame of one tab, as it travels on the shared socket: an empty one ends that tab's link. */
export function joined(tab: number, frame: Frame): Frame {
  if (typeof frame === 'string') return `${tab}:${frame}`
  const whole = new Uint8Array(HEAD_BYTES + frame.byteLength)
  new DataView(whole.buffer).setUint32(0, tab)
  whole.set(frame, HEAD_BYTES)
  return whole
}

/** Whose frame it is; undefined for one that says nobody's. */
export function split(frame: Frame): { readonly tab: number; readonly frame: Frame } | undefined {
  if (typeof frame !== 'string') {
    if (frame.byteLength <= HEAD_BYTES) return undefined
    return { tab: new DataView(frame.buffer, frame.byteOffset).getUint32(0), frame: frame.slice(HEAD_BYTES) }
  }
  const [head = ''] = /^\d{1,10}:/.exec(frame) ?? []
  return head === '' ? undefined : { tab: Number(head.slice(0, -1)), frame: frame.slice(head.length) }
}
