import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRegistry } from '../../src/prometheus.ts'
import { CACHE_ANSWERS, INSTRUMENTS } from '../../src/instruments.ts'
import { parse } from './support/parse.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', '\\', '\n', '\r', '{', '}', ',', '=', ' ', '#', '\0', '\u2028', '\ud800', 'a'),
  }),
)
const attributes = fc.dictionary(text, fc.oneof(text, fc.double(), fc.boolean()), { maxKeys: 6 })

test('attributes of any content are read back as one series each', () => {
  const measured = fc.array(fc.tuple(fc.constantFrom(...INSTRUMENTS), fc.double(), attributes), { maxLength: 30 })
  fc.assert(
    fc.property(measured, (all) => {
      const registry = createRegistry({ maxSeries: 8 })
      for (const each of all) registry.measure(...each)
      const { types, samples } = parse(registry.text())
      const accepted = all.filter(([{ kind }, value]) => Number.isFinite(value) && (kind !== 'counter' || value >= 0))
      // Every histogram counts what it was given, whatever it was told apart by.
      for (const [name, type] of Object.entries(types)) {
        if (type !== 'histogram') continue
        const sumOf = (suffix: string, le?: string): number =>
          samples
            .filter((sample) => sample.name === name + suffix && sample.labels['le'] === le)
            .reduce((sum, { value }) => sum + value, 0)
        const given = accepted.filter(([{ name: own }]) => name.startsWith(own.replaceAll('.', '_')))
        expect(sumOf('_count')).toBe(given.length)
        expect(sumOf('_bucket', '+Inf')).toBe(given.length)
      }
      parse(registry.answer('application/openmetrics-text').body)
    }),
    { numRuns: 500 },
  )
})

test('texts that can be written come back as they were', () => {
  const printable = fc.string({ unit: fc.constantFrom('"', '\\', '\n', '{', '}', ',', '=', ' ', '#', 'n', 'é', '𝄞') })
  fc.assert(
    fc.property(printable, (outcome) => {
      const registry = createRegistry()
      registry.measure(CACHE_ANSWERS, 1, { outcome })
      expect(parse(registry.text()).samples[0]?.labels).toEqual({ outcome })
    }),
  )
})

test('attributes that only look alike when put together stay apart', () => {
  const registry = createRegistry()
  registry.measure(CACHE_ANSWERS, 1, { a: 'x', b: 'y' })
  registry.measure(CACHE_ANSWERS, 1, { a: 'x1:b1:y' })
  registry.measure(CACHE_ANSWERS, 1, { a: 'x",b="y' })
  expect(parse(registry.text()).samples.map(({ value }) => value)).toEqual([1, 1, 1])
})

test('values without end do not fill the memory', { timeout: 60_000 }, () => {
  const registry = createRegistry({ maxSeries: 100 })
  const long = 'x'.repeat(100_000)
  for (let i = 0; i < 2_000; i++)
    for (const instrument of INSTRUMENTS) registry.measure(instrument, 1, { 'url.template': `/${i}/${long}` })
  const written = registry.text()
  // 15 metrics of at most 100 series, of which the longest has 17 lines of 300 characters.
  expect(written.length).toBeLessThan(15 * 100 * 17 * 300)
  expect(parse(written).samples.every(({ labels }) => (labels['url_template']?.length ?? 0) <= 200)).toBe(true)
})
