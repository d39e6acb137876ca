import {
  canonicalUrl,
  changedUrls,
  formatStatus,
  freshened,
  normaliseField,
  parseDate,
  parseDictionary,
  parseDirectives,
  parseNoVarySearch,
  parseStrings,
  partOf,
  storedFields,
  varyNames,
} from '@fairlead/cache/policy'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { facts, NOW, storing } from '../support.ts'

const runs = { numRuns: 500 }

/** Text with more of what means something to a parser than chance would put into it. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        '\\',
        ',',
        ';',
        '=',
        ' ',
        '\t',
        '(',
        ')',
        '*',
        '?',
        ':',
        '-',
        '%',
        '+',
        '&',
        'W/',
        'q=1',
        '\0',
        'é',
      ),
      fc.string({ maxLength: 3, unit: 'binary' }),
      fc.constantFrom('a', 'B', '1'),
    ),
    { maxLength: 16 },
  )
  .map((parts) => parts.join(''))
const name = fc.constantFrom('age', 'date', 'etag', 'connection', 'content-length', 'vary', 'a', 'b', 'c', 'set-cookie')
const fields = fc.array(fc.tuple(name, text), { maxLength: 8 })
const key = fc.constantFrom('a', 'max-age', '*b', 'c.d_e', 'z9')
const query = fc
  .array(fc.tuple(fc.oneof(text, fc.constantFrom('a', 'b')), text), { maxLength: 6 })
  .map((pairs) => new URLSearchParams(pairs).toString())
const rule = fc.record({
  ignored: fc.oneof(fc.constant(true as const), fc.array(fc.oneof(text, fc.constantFrom('a', 'b')), { maxLength: 3 })),
  except: fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 }),
  anyOrder: fc.boolean(),
})

describe('once is enough', { timeout: 60_000 }, () => {
  test('freshening', () => {
    fc.assert(
      fc.property(fields, fields, (stored, newer) => {
        const once = freshened(stored, newer)
        expect(freshened(once, newer)).toEqual(once)
      }),
      runs,
    )
  })

  test('taking out what is not stored', () => {
    fc.assert(
      fc.property(fields, (all) => {
        const once = storedFields(all)
        expect(storedFields(once)).toEqual(once)
      }),
      runs,
    )
  })

  test.each(['foo', 'accept', 'accept-language', 'accept-encoding'])('normalising %s', (field) => {
    fc.assert(
      fc.property(text, (value) => {
        const once = normaliseField(field, value)
        expect(normaliseField(field, once)).toBe(once)
      }),
      { numRuns: 3_000 },
    )
  })

  test('taking out of a URL what does not matter', () => {
    fc.assert(
      fc.property(query, rule, (search, given) => {
        const once = canonicalUrl(`https://a.example/x?${search}`, given)
        expect(canonicalUrl(once, given)).toBe(once)
      }),
      runs,
    )
  })
})

describe('what does not matter does not', { timeout: 60_000 }, () => {
  test('an ignored parameter, wherever it is', () => {
    fc.assert(
      fc.property(query, rule, text, fc.nat(6), (search, given, value, at) => {
        const ignored = given.ignored === true ? 'c' : 'a'
        const pairs = [...new URLSearchParams(search)]
        const more = pairs.toSpliced(at, 0, [ignored, value])
        const all = { ...given, ignored: given.ignored === true ? given.ignored : [...given.ignored, 'a'] }
        const [one, other] = [pairs, more].map((each) =>
          canonicalUrl(`https://a.example/?${new URLSearchParams(each)}`, all),
        )
        expect(one).toBe(other)
      }),
      runs,
    )
  })

  test('the order of languages', () => {
    const language = fc.constantFrom('en', 'de', 'de-AT', 'FR', 'en;q=0.5', 'x;q=0.1')
    fc.assert(
      fc.property(
        fc
          .array(language)
          .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([one, other]) => {
          expect(normaliseField('accept-language', one.join(','))).toBe(
            normaliseField('accept-language', other.join(' , ')),
          )
        },
      ),
    )
  })
})

describe('what was written is read', { timeout: 60_000 }, () => {
  const token = fc.stringMatching(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/)
  const quoted = fc.string({ maxLength: 8 })
  const quote = (value: string) => `"${value.replace(/[\\"]/g, String.raw`\$&`)}"`

  test('directives', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(token, fc.oneof(quoted, fc.constant(undefined))), {
          selector: ([each]) => each.toLowerCase(),
        }),
        (all) => {
          const written = all
            .map(([each, value]) => (value === undefined ? each : `${each}=${quote(value)}`))
            .join(' , ')
          expect([...parseDirectives(written)]).toEqual(all.map(([each, value]) => [each.toLowerCase(), value ?? '']))
        },
      ),
      runs,
    )
  })

  test('lists of strings', () => {
    fc.assert(
      fc.property(fc.array(quoted), (all) => {
        expect(parseStrings(all.map(quote).join(', '))).toEqual(all)
      }),
      runs,
    )
  })

  test('dictionaries', () => {
    const item = fc.oneof(fc.boolean(), quoted, fc.integer({ min: -999_999_999, max: 999_999_999 }))
    const writeItem = (value: unknown) =>
      typeof value === 'string' ? quote(value) : typeof value === 'boolean' ? `?${Number(value)}` : String(value)
    const write = (value: unknown) => (Array.isArray(value) ? `(${value.map(writeItem).join(' ')})` : writeItem(value))
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(item, fc.array(item, { maxLength: 3 }))), (all) => {
        const written = Object.entries(all)
          .map(([each, value]) => `${each}=${write(value)};p="x, y"`)
          .join(', ')
        expect(parseDictionary(written)).toEqual(new Map(Object.entries(all)))
      }),
      runs,
    )
  })

  test('dates in all three forms', () => {
    const second = fc.integer({ min: Date.UTC(1977, 0) / 1_000, max: Date.UTC(2075, 0) / 1_000 })
    const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
    fc.assert(
      fc.property(second, (at) => {
        const date = new Date(at * 1_000)
        const [weekday = '', day = '', month = '', year = '', time = ''] = date.toUTCString().split(/,? /)
        const forms = [
          date.toUTCString(),
          `${days[date.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
          `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`,
        ]
        expect(forms.map((form) => parseDate(form, NOW))).toEqual([at * 1_000, at * 1_000, at * 1_000])
      }),
      runs,
    )
  })

  test('Cache-Status is a structured field, whatever is in it', () => {
    const number = fc.option(fc.double({ noNaN: true }), { nil: undefined })
    fc.assert(
      fc.property(number, fc.boolean(), fc.constantFrom('miss', 'stale', undefined), (ttlMs, stored, fwd) => {
        fc.pre(ttlMs === undefined || ttlMs > -1e15)
        expect(
          parseDictionary(formatStatus({ ttlMs, stored, fwd, detail: 'x' }).replace('fairlead', 'x')),
        ).toBeDefined()
      }),
      runs,
    )
  })
})

describe('whatever is sent', { timeout: 60_000 }, () => {
  test('nothing is thrown, and lifetimes and ages are numbers of 0 or more', () => {
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('cache-control', 'expires', 'date', 'age', 'last-modified', 'vary', 'etag', 'cache-groups'),
        (value, field) => {
          const sent = [[field, value]] as const
          const { lifetimeMs, initialAgeMs, whileRevalidateMs, ifErrorMs } = facts({ sent })
          for (const number of [lifetimeMs, initialAgeMs, whileRevalidateMs, ifErrorMs]) {
            expect(number).toBeGreaterThanOrEqual(0)
            expect(Number.isFinite(number)).toBe(true)
          }
          storing({ sent })
          varyNames([['vary', value]])
          parseNoVarySearch(value)
        },
      ),
      { numRuns: 3_000 },
    )
  })

  test('a part is inside the body and has a byte', () => {
    const range = fc.oneof(text, fc.stringMatching(/^\d{0,3}-\d{0,3}$/)).map((set) => `bytes=${set}`)
    fc.assert(
      fc.property(range, fc.nat(200), (value, size) => {
        const part = partOf({ method: 'GET', url: 'https://a.example/', headers: { range: value } }, [], size)
        if (typeof part === 'string') return
        expect(part.start).toBeGreaterThanOrEqual(0)
        expect(part.end).toBeGreaterThan(part.start)
        expect(part.end).toBeLessThanOrEqual(size)
      }),
      { numRuns: 3_000 },
    )
  })

  test('what a write changes is its own URL and others of its origin', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.webUrl(),
          text.map((path) => `//${path}`),
        ),
        (location) => {
          const changed = changedUrls('https://a.example/x', 201, [['location', location]])
          expect(changed[0]).toBe('url:https://a.example/x')
          expect(changed.every((each) => each.startsWith('url:https://a.example/'))).toBe(true)
        },
      ),
      runs,
    )
  })
})
