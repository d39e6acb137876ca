const WEEKDAY = '(?:mon|tue|wed|thu|fri|sat|sun)'
const DAY = String.raw`(?<day>\d\d)`
const MONTH = '(?<month>[a-z]{3})'
const YEAR = String.raw`(?<year>\d{4})`
const TIME = String.raw`(?<time>\d\d:\d\d:\d\d)`
const FORMS = [
  `${WEEKDAY}, ${DAY} ${MONTH} ${YEAR} ${TIME} GMT`,
  String.raw`(?:mon|tues|wednes|thurs|fri|satur|sun)day, ${DAY}-${MONTH}-(?<year>\d\d) ${TIME} GMT`,
  String.raw`${WEEKDAY} ${MONTH} (?<day>[ \d]\d) ${TIME} ${YEAR}`,
].map((form) => new RegExp(`^${form}$`, 'i'))

/**
 * Milliseconds of an HTTP-date in one of its three forms (RFC 9110 section 5.6.7); undefined for anything else, which
 * `Date.parse` would guess at. Case does not matter (RFC 9111 section 4.2), the weekday is not checked.
 *
 * @param now a year of two digits that would be more than 50 years ahead is in the past
 */
export function parseDate(text: string | undefined, now: number): number | undefined {
  const groups = text && FORMS.map((form) => form.exec(text)?.groups).find(Boolean)
  if (!groups) return undefined
  const { day = '', month, year = '', time = '' } = groups
  // A leap second is taken as the one before it: no later than what was meant.
  const clock = time.replace(/60$/, '59')
  const inYear = (number: string | number): number | undefined => {
    const plain = `${day.replace(' ', '0')} ${month} ${number} ${clock}`
    const date = new Date(`${plain} GMT`)
    // 31 February is no date; JavaScript would make it one in March, and the year 50 one in 1950.
    return date.toUTCString().slice(5, -4).toLowerCase() === plain.toLowerCase() ? date.getTime() : undefined
  }
  if (year.length > 2) return inYear(year)
  const today = new Date(now)
  const thisYear = today.getUTCFullYear()
  const full = thisYear - (thisYear % 100) + Number(year)
  const at = inYear(full)
  return at !== undefined && at > today.setUTCFullYear(thisYear + 50) ? inYear(full - 100) : at
}
