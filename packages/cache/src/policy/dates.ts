const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec'
const WEEKDAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const TIME = String.raw`(\d\d):(\d\d):(\d\d)`
const IMF_FIXDATE = new RegExp(String.raw`^${WEEKDAY}, (\d\d) ([a-z]{3}) (\d{4}) ${TIME} GMT$`, 'i')
const RFC_850 = new RegExp(
  String.raw`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-([a-z]{3})-(\d\d) ${TIME} GMT$`,
  'i',
)
const ASCTIME = new RegExp(String.raw`^${WEEKDAY} ([a-z]{3}) ([ \d]\d) ${TIME} (\d{4})$`, 'i')

/**
 * Milliseconds of an HTTP-date in one of its three forms (RFC 9110 section 5.6.7); undefined for anything else, which
 * `Date.parse` would guess at. Case does not matter (RFC 9111 section 4.2), the weekday is not checked.
 *
 * @param now a year of two digits that would be more than 50 years ahead is in the past
 */
export function parseDate(text: string | undefined, now: number): number | undefined {
  if (!text) return undefined
  const fix = IMF_FIXDATE.exec(text)
  if (fix) return utc(fix[3], fix[2], fix[1], fix.slice(4))
  const asc = ASCTIME.exec(text)
  if (asc) return utc(asc[6], asc[1], asc[2], asc.slice(3, 6))
  const old = RFC_850.exec(text)
  if (!old) return undefined
  const today = new Date(now)
  const thisYear = today.getUTCFullYear()
  const year = thisYear - (thisYear % 100) + Number(old[3])
  const at = utc(year, old[2], old[1], old.slice(4))
  return at !== undefined && at > today.setUTCFullYear(thisYear + 50)
    ? utc(year - 100, old[2], old[1], old.slice(4))
    : at
}

function utc(year: unknown, monthName = '', day: unknown, time: readonly string[]): number | undefined {
  const month = MONTHS.indexOf(monthName.toLowerCase())
  const [hours = 0, minutes = 0, seconds = 0] = time.map(Number)
  if (month < 0 || month % 3 > 0 || minutes > 59 || seconds > 60) return undefined
  // A leap second is taken as the one before it: no later than what was meant.
  const date = new Date(Date.UTC(Number(year), month / 3, Number(day), hours, minutes, Math.min(seconds, 59)))
  // 31 February is no date; JavaScript would make it one in March, and the year 50 one in 1950.
  return date.getUTCDate() === Number(day) && date.getUTCFullYear() === Number(year) ? date.getTime() : undefined
}
