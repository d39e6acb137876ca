import { parseDate } from '@fairlead/cache/policy'
import { describe, expect, test } from 'vitest'
import { NOW } from './support.ts'

const known = Date.UTC(1994, 10, 6, 8, 49, 37)

const dates: readonly (readonly [requirement: string, text: string, at: number | undefined])[] = [
  ['the preferred form', 'Sun, 06 Nov 1994 08:49:37 GMT', known],
  ['the form of RFC 850', 'Sunday, 06-Nov-94 08:49:37 GMT', known],
  ['the form of asctime', 'Sun Nov  6 08:49:37 1994', known],
  ['asctime with two digits of the day', 'Sun Nov 16 08:49:37 1994', Date.UTC(1994, 10, 16, 8, 49, 37)],
  ['a weekday in another case', 'SUN, 06 Nov 1994 08:49:37 GMT', known],
  ['a month in another case', 'Sun, 06 NOV 1994 08:49:37 GMT', known],
  ['a zone in another case', 'Sun, 06 Nov 1994 08:49:37 gMT', known],
  ['a weekday that is not that of the day', 'Mon, 06 Nov 1994 08:49:37 GMT', known],
  ['29 February of a leap year', 'Thu, 29 Feb 2024 00:00:00 GMT', Date.UTC(2024, 1, 29)],
  ['a leap second, as the second before it', 'Sat, 31 Dec 2016 23:59:60 GMT', Date.UTC(2016, 11, 31, 23, 59, 59)],
  ['beyond 32 bits', 'Tue, 19 Jan 2038 14:14:08 GMT', Date.UTC(2038, 0, 19, 14, 14, 8)],
  ['the year 1601', 'Mon, 01 Jan 1601 00:00:00 GMT', Date.UTC(1601, 0, 1)],
  ['the year 9999', 'Fri, 31 Dec 9999 23:59:59 GMT', Date.UTC(9999, 11, 31, 23, 59, 59)],
  ['two digits that are 50 years ahead', 'Wednesday, 01-Jan-76 11:00:00 GMT', Date.UTC(2076, 0, 1, 11)],
  ['two digits that would be more than 50 years ahead', 'Thursday, 01-Jan-76 13:00:00 GMT', Date.UTC(1976, 0, 1, 13)],
  ['two digits of the last century', 'Friday, 01-Jan-99 00:00:00 GMT', Date.UTC(1999, 0, 1)],
  ['no text', '', undefined],
  ['a number', '0', undefined],
  ['ISO 8601', '1994-11-06T08:49:37Z', undefined],
  ['another zone', 'Sun, 06 Nov 1994 08:49:37 AEST', undefined],
  ['UTC by another name', 'Sun, 06 Nov 1994 08:49:37 UTC', undefined],
  ['an offset', 'Sun, 06 Nov 1994 08:49:37 +0000', undefined],
  ['no zone', 'Sun, 06 Nov 1994 08:49:37', undefined],
  ['two digits of the year in the preferred form', 'Sun, 06 Nov 94 08:49:37 GMT', undefined],
  ['five digits of the year', 'Sun, 06 Nov 19940 08:49:37 GMT', undefined],
  ['a year that JavaScript takes for another', 'Sun, 06 Nov 0094 08:49:37 GMT', undefined],
  ['no comma', 'Sun 06 Nov 1994 08:49:37 GMT', undefined],
  ['several spaces', 'Sun, 06  Nov  1994 08:49:37 GMT', undefined],
  ['dashes in the preferred form', 'Sun, 06-Nov-1994 08:49:37 GMT', undefined],
  ['periods in the time', 'Sun, 06 Nov 1994 08.49.37 GMT', undefined],
  ['one digit of the hour', 'Sun, 06 Nov 1994 8:49:37 GMT', undefined],
  ['one digit of the day', 'Sun, 6 Nov 1994 08:49:37 GMT', undefined],
  ['two dates', 'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT', undefined],
  ['31 February', 'Tue, 31 Feb 2026 00:00:00 GMT', undefined],
  ['29 February of another year', 'Sun, 29 Feb 2026 00:00:00 GMT', undefined],
  ['day 0', 'Sun, 00 Nov 1994 08:49:37 GMT', undefined],
  ['hour 24', 'Sun, 06 Nov 1994 24:00:00 GMT', undefined],
  ['minute 60', 'Sun, 06 Nov 1994 08:60:37 GMT', undefined],
  ['second 61', 'Sun, 06 Nov 1994 08:49:61 GMT', undefined],
  ['letters that are no month', 'Sun, 06 Anf 1994 08:49:37 GMT', undefined],
  ['letters that are no weekday', 'Son, 06 Nov 1994 08:49:37 GMT', undefined],
  ['digits of another script', 'Sun, ０６ Nov 1994 08:49:37 GMT', undefined],
  ['a line break behind it', 'Sun, 06 Nov 1994 08:49:37 GMT\n', undefined],
]

describe('RFC 9110 section 5.6.7 and RFC 9111 section 4.2, dates', () => {
  test.each(dates)('%s: %s', (_requirement, text, at) => {
    expect(parseDate(text, NOW)).toBe(at)
  })

  test('the time zone of the machine has no part in it', () => {
    const { TZ } = process.env
    process.env['TZ'] = 'Pacific/Kiritimati'
    try {
      expect(parseDate('Sun Nov  6 08:49:37 1994', NOW)).toBe(known)
    } finally {
      if (TZ === undefined) delete process.env['TZ']
      else process.env['TZ'] = TZ
    }
  })
})
