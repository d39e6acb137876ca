const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const WEEKDAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const TIME = String.raw`(\d\d):(\d\d):(\d\d)`
const IMF_FIXDATE = new RegExp(String.raw`^${WEEKDAY}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) ${TIME} GMT$`)
const RFC_850 = new RegExp(
  String.raw`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-([A-Z][a-z]{2})-(\d\d) ${TIME} GMT$`,
)
const ASCTIME = new RegExp(String.raw`^${WEEKDAY} ([A-Z][a-z]{2}) ([ \d]\d) ${TIME} (\d{4})$`)

/**
 * Milliseconds of an HTTP-date in one of its three forms (RFC 9110 section 5.6.7); undefined for anything else, which
 * `Date.parse` would guess at.
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
  const thisYear = new Date(now).getUTCFullYear()
  const year = thisYear - (thisYear % 100) + Number(old[3])
  return utc(year > thisYear + 50 ? year - 100 : year, old[2], old[1], old.slice(4))
}

function utc(year: unknown, monthName = '', day: unknown, time: readonly string[]): number | undefined {
  const month = MONTHS.indexOf(monthName)
  const [hours = 0, minutes = 0, seconds = 0] = time.map(Number)
  if (month < 0 || month % 3 > 0 || hours > 23 || minutes > 59 || seconds > 60) return undefined
  const at = Date.UTC(Number(year), month / 3, Number(day), hours, minutes, seconds)
  // 31 February is no date; JavaScript would make it one in March.
  return new Date(at - (seconds > 59 ? 1_000 : 0)).getUTCDate() === Number(day) ? at : undefined
}
