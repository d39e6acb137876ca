import { propagation } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { createRedactor } from '../../src/otel/redact.ts'
import { baggageField, traceFields } from '../../src/otel/trace-context.ts'

test.each([
  ['https://ida:secret@h.example/v', 'https://REDACTED:REDACTED@h.example/v'],
  ['https://h.example/v?page=2', 'https://h.example/v?page=2'],
  ['https://h.example/v?access_token=t&page=2#token=t', 'https://h.example/v?access_token=REDACTED&page=2'],
  [
    'https://h.example/v?sig=abc&Signature=x&X-Amz-Signature=y',
    'https://h.example/v?sig=REDACTED&Signature=REDACTED&X-Amz-Signature=REDACTED',
  ],
  [
    'https://h.example/v?X-Amz-Credential=a&X-Amz-Security-Token=b&AWSAccessKeyId=c&X-Goog-Signature=d',
    'https://h.example/v?X-Amz-Credential=REDACTED&X-Amz-Security-Token=REDACTED&AWSAccessKeyId=REDACTED&X-Goog-Signature=REDACTED',
  ],
  ['https://h.example/v?%61ccess_token=t', 'https://h.example/v?%61ccess_token=REDACTED'],
  ['https://h.example/v?%zz=t', 'https://h.example/v?%zz=REDACTED'],
  [
    'https://h.example/v?apiKey=t&refreshToken=t&id_token=t&code=t&client-secret=t',
    'https://h.example/v?apiKey=REDACTED&refreshToken=REDACTED&id_token=REDACTED&code=REDACTED&client-secret=REDACTED',
  ],
  ['https://h.example/v?Berth=b&zone=n', 'https://h.example/v?Berth=REDACTED&zone=n'],
  ['https://h.example/v?next=%2Fcb%3Faccess_token%3Dt&page=2', 'https://h.example/v?next=REDACTED&page=2'],
  ['https://h.example/v?a=1;token=t', 'https://h.example/v?a=1;token=REDACTED'],
  [
    'https://h.example/v?SAMLResponse=t&username=t&filter=%7B%22password%22%3A%22t%22%7D',
    'https://h.example/v?SAMLResponse=REDACTED&username=REDACTED&filter=REDACTED',
  ],
  ['https://h.example/v?%2574oken=t&q=ida%40harbour.example', 'https://h.example/v?%2574oken=REDACTED&q=REDACTED'],
  ['https://h.example/reset/eyJhbGciOiJIUzI1NiJ9.e30.x/go', 'https://h.example/reset/REDACTED/go'],
  [
    'https://h.example/reset/k3J9sLq0Zt7Yx2Wv8Un4Rm6Pb1Oc5Ad',
    'https://h.example/reset/k3J9sLq0Zt7Yx2Wv8Un4Rm6Pb1Oc5Ad',
  ],
  ['https://h.example/reset/k3J9sLq0Zt7Yx2Wv8Un4Rm6Pb1Oc5AdE', 'https://h.example/reset/REDACTED'],
  [
    'https://h.example/v/9b2f1f9e-6f0b-4f4c-9d4b-0a6f8a3f3f10',
    'https://h.example/v/9b2f1f9e-6f0b-4f4c-9d4b-0a6f8a3f3f10',
  ],
  [`https://ida:${'s'.repeat(3_000)}@h.example/v`, 'https://REDACTED:REDACTED@h.example/v'],
])('values that prove something are not told: %s', (url, shown) => {
  expect(createRedactor(['berth'])(url)).toBe(shown)
})

test('a URL without end is cut', () => {
  expect(createRedactor()(`https://h.example/${'x'.repeat(10_000)}`).length).toBeLessThan(2_100)
})

test('ids that are none make no field', () => {
  const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 }
  expect(traceFields(ids)).toEqual({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' })
  for (const traceId of ['', '0'.repeat(32), 'x'.repeat(32), '0AF7651916CD43DD8448EB211C80319C'])
    expect(traceFields({ ...ids, traceId })).toBeUndefined()
  const traceState = { serialize: () => 'a=1\r\nx: y' } as never
  expect(traceFields({ ...ids, traceState })).not.toHaveProperty('tracestate')
})

test('baggage is bounded and cannot end its field', () => {
  const all = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`k${n}`, { value: 'v'.repeat(100) }]))
  const field = baggageField(propagation.createBaggage(all)) ?? ''
  expect(field.split(',').length).toBeLessThanOrEqual(64)
  expect(field.length).toBeLessThanOrEqual(8_192)
  const hostile = propagation.createBaggage({
    a: { value: '1\r\nx: y' },
    'b\r\n': { value: '2' },
    c: { value: '\ud800' },
    d: { value: '4', metadata: { toString: () => 'p=1\r\n' } as never },
  })
  expect(baggageField(hostile)).toBe('a=1%0D%0Ax%3A%20y,c=%EF%BF%BD')
  expect(baggageField(undefined)).toBeUndefined()
})
