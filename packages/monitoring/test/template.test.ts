import { expect, test } from 'vitest'
import { OTHER, createNameGuard, lowCardinality } from '../src/template.ts'
import { plainText } from '../src/text.ts'

test.each([
  ['/vessels/{id}', '/vessels/{id}'],
  ['/s3-buckets2024/{id}/x1000', '/s3-buckets2024/{id}/x1000'],
  ['/v2/oauth2/token.json', '/v2/oauth2/token.json'],
  ['/vessels/4711', '/vessels/{…}'],
  ['/vessels/IMO9811000/berth', '/vessels/{…}/berth'],
  ['/u/9b2f1f9e-6f0b-4f4c-9d4b-0a6f8a3f3f10', '/u/{…}'],
  ['/u/deadbeef1', '/u/{…}'],
  ['/u/ida@harbour.example', '/u/{…}'],
  ['/u/a%20b', '/u/{…}'],
  ['/reset/qWeRtYuIoPaSDfGHjKlZ', '/reset/{…}'],
  ['/rpc/getHTTPURLSForAPIKey/findAllByIdAndNameOrStatus', '/rpc/getHTTPURLSForAPIKey/findAllByIdAndNameOrStatus'],
  [`/u/${'x'.repeat(60)}`, '/u/{…}'],
  ['/graphql VesselFile2024', '/graphql VesselFile2024'],
  ['/graphql bad name\n', '/graphql'],
  ['(URL)', '{…}'],
  ['/', '/'],
])('what looks like a value is not told: %s', (template, shown) => {
  expect(lowCardinality(template)).toBe(shown)
})

test('names beyond the bound are one, and those before stay what they are', () => {
  const { of } = createNameGuard(2)
  expect(['/a', '/b', '/c', '/a', '/d', '/v/1234', '/v/5678'].map(of)).toEqual([
    '/a',
    '/b',
    OTHER,
    '/a',
    OTHER,
    OTHER,
    OTHER,
  ])
  for (let n = 0; n < 10_000; n++) of(`/n${n}`)
  expect(of('/a')).toBe('/a')
})

test('foreign text stays on its line, in its colour and within its length', () => {
  expect(plainText('a\r\nb\u001b[31mc\u2028d\u202ee\ud800')).toBe('a\ufffd\ufffdb\ufffd[31mc\ufffdd\ufffde\ufffd')
  expect(plainText('x'.repeat(10_000))).toHaveLength(200)
  expect(plainText('Ü 船 👍')).toBe('Ü 船 👍')
})
