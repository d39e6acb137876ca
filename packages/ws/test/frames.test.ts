import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { messageFrame, pack, readFrame } from '../src/frames.ts'
import { Ledger } from '../src/ledger.ts'

const poisonless = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('__proto__'))

test('what is packed into a frame is read from it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.string(), poisonless, (seq, name, data) => {
      const frame = messageFrame(seq, `"name":${JSON.stringify(name)}`, pack(data))
      expect(readFrame(frame)).toEqual({ message: { seq, name, data: JSON.parse(JSON.stringify(data)) as unknown } })
    }),
  )
})

test('bytes travel as they are, whatever part of a buffer they are', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string(), fc.nat(20), (data, name, offset) => {
      const frame = messageFrame(1, `"name":${JSON.stringify(name)}`, pack(data))
      if (typeof frame === 'string') throw new Error('no bytes')
      const padded = new Uint8Array(frame.byteLength + offset)
      padded.set(frame, offset)
      expect(readFrame(padded.subarray(offset))).toEqual({ message: { seq: 1, name, data: Uint8Array.from(data) } })
    }),
  )
})

test('a value weighs what it has in UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(pack(text).size).toBe(new TextEncoder().encode(JSON.stringify(text)).byteLength)
    }),
  )
})

test('bytes that change after they were packed are sent as they were', () => {
  const data = Uint8Array.of(1, 2, 3)
  const packed = pack(data)
  data.fill(0)
  expect(packed.bytes).toEqual(Uint8Array.of(1, 2, 3))
})

test('whatever a frame is, it is read, or refused as one that cannot be', () => {
  const frames = fc.oneof(fc.string(), fc.json(), fc.uint8Array())
  const kindOf = (frame: string | Uint8Array): unknown => {
    try {
      readFrame(typeof frame === 'string' ? frame : Uint8Array.from(frame))
      return 'read'
    } catch (error) {
      return (error as { readonly kind?: unknown }).kind
    }
  }
  fc.assert(
    fc.property(frames, (frame) => {
      expect(['read', 'decode']).toContain(kindOf(frame))
    }),
    { numRuns: 1_000 },
  )
})

test('a ledger numbers without a gap and lets go of each entry once, in order', () => {
  const steps = fc.array(fc.oneof(fc.constant('push' as const), fc.nat(400)), { maxLength: 400 })
  fc.assert(
    fc.property(steps, (given) => {
      const ledger = new Ledger<number>()
      const dropped: number[] = []
      const numbers: number[] = []
      for (const step of given) {
        if (step === 'push') numbers.push(ledger.push(numbers.length + 1))
        else ledger.drop(step, (entry) => dropped.push(entry))
        expect([ledger.next, ledger.size]).toEqual([numbers.length + 1, numbers.length - dropped.length])
        expect(ledger.at(ledger.first)).toBe(ledger.size === 0 ? undefined : ledger.first)
      }
      expect(numbers).toEqual(numbers.map((_, at) => at + 1))
      expect(dropped).toEqual(dropped.map((_, at) => at + 1))
    }),
  )
})
