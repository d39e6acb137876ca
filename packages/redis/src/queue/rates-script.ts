import { script } from '../script.ts'

/** How far ahead the fleet may reserve units of a limit, at most. */
export const MAX_AHEAD_MS = 250

/**
 * What a bucket owes: the milliseconds until it is full again. With the time at which that was so, and not as a time, beside
 * which a small cost would be lost. What is not ours is an empty debt; a debt larger than any that was made is cut. A clock
 * that was set back, as by another server that takes over, locks nobody out for longer than an empty bucket does.
 */
const READ = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function owe(key, owed)
  if owed <= 0 then redis.call('DEL', key)
  else redis.call('SET', key, string.format('v%.17g %.0f', owed, now), 'PX', math.ceil(owed)) end
end
local function owedBy(key, most)
  local owed, at = string.match(redis.call('GET', key) or '', '^v([%d.e+-]+) (%d+)$')
  owed, at = tonumber(owed), tonumber(at)
  if not owed or not at then return 0 end
  owed = math.max(0, math.min(owed, most) - math.max(0, now - at) / 1000)
  if at > now then owe(key, owed) end
  return owed
end`

/**
 * Takes units of several limits, of all or of none. For each limit: milliseconds of a unit, those of its burst, those by which
 * it may be exceeded (or must not be used up), the units that are wanted, and the fewest that will do.
 *
 * Answers how long to wait, 0 if it has taken them, and for each limit how many and what the bucket owed before.
 */
export const TAKE = script(
  'take',
  `${READ}
local wait, found = 0, {}
for i, key in ipairs(KEYS) do
  local a = {}
  for j = 1, 5 do a[j] = tonumber(ARGV[5 * i - 5 + j]) end
  local interval, burst, extra, want, least = a[1], a[2], a[3], a[4], a[5]
  local owed = owedBy(key, burst + ${MAX_AHEAD_MS})
  local room = math.max(burst + extra, least * interval) - owed
  wait = math.max(wait, math.ceil(least * interval - room - 0.000001))
  local units = want
  if want > least then units = math.max(least, math.min(want, math.floor(room / interval + 0.000001))) end
  found[i] = {owed, units, interval}
end
local answer = {wait}
for i, key in ipairs(KEYS) do
  local owed, units, interval = found[i][1], found[i][2], found[i][3]
  if wait == 0 then owe(key, owed + units * interval) end
  answer[i + 1] = string.format('v%.17g %.17g', units, owed)
end
return answer`,
)

/** Takes back what was taken too much: milliseconds of the bucket. */
export const GIVE_BACK = script(
  'give back',
  `${READ}
owe(KEYS[1], owedBy(KEYS[1], tonumber(ARGV[2]) + ${MAX_AHEAD_MS}) - ARGV[1])
return 1`,
)

/** What {@link TAKE} has answered for one limit. */
export interface Granted {
  readonly waitMs: number
  readonly units: number
  readonly owedMs: number
}

/** Reads an answer of {@link TAKE} for so many limits, one at least. @throws TypeError for what is none */
export function readTaken(answer: unknown, limits: number): [Granted, ...Granted[]] {
  const [wait, ...found] = answer as [number, ...string[]]
  if (found.length !== limits) throw new TypeError('no answer')
  return found.map((each) => {
    const [units, owed] = each.slice(1).split(' ')
    return { waitMs: amount(wait), units: amount(units), owedMs: amount(owed) }
  }) as [Granted, ...Granted[]]
}

function amount(value: unknown): number {
  const number = Number(value)
  if (number >= 0 && number < Infinity) return number
  throw new TypeError('no amount')
}
