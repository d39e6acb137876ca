import { script } from '../script.ts'

/** Who only waits counts for so long after it came last: it must not keep a place from the others for a whole lease. */
const WAITS_MS = 2_000

/**
 * Says what a process has in use, and what it wants; answers what it has from now on, how many of those it may use again
 * after they are free, and how many processes there are. The numbers are whole ones, not changes, so an answer that is lost
 * is made up for by the next.
 *
 * Of each process: what it has, what it wants, until when, since when it is short, and whether it is (all in one hash, which
 * is read whole). Among those that want more no one keeps more than its part beyond what it uses, and who has waited longest
 * comes first. The channel ARGV[6] hears of it: a client may put a prefix before KEYS, and puts none before channels.
 */
export const SLOTS = script(
  'slots',
  `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local id, used, want = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local max, lease = tonumber(ARGV[4]), tonumber(ARGV[5])
local all = redis.call('HGETALL', KEYS[1])
local mine, since, held, wanting, count, others = 0, now, 0, want > 0 and 1 or 0, 1, {}
for i = 1, #all, 2 do
  local has, wants, till, from = string.match(all[i + 1], '^v(%d+) (%d+) (%d+) (%d+)$')
  has, wants, till, from = tonumber(has), tonumber(wants), tonumber(till), tonumber(from)
  if not has or till <= now or till > now + 2 * lease + ${WAITS_MS} then
    redis.call('HDEL', KEYS[1], all[i])
  elseif all[i] == id then
    mine = has
    if from > 0 then since = math.min(from, now) end
  else
    held = held + has
    count = count + 1
    if wants > 0 then wanting = wanting + 1 end
    others[#others + 1] = {id = all[i], has = has, wants = wants, from = from}
  end
end
local part = math.max(1, math.floor(max / math.max(1, wanting)))
local free, short, before, next = math.max(0, max - held), 0, 0, nil
for _, other in ipairs(others) do
  if other.wants > other.has and other.has < part then
    short = short + 1
    if not next or other.from < next.from then next = other end
    if other.from < since then before = before + 1 end
  end
end
local has = want
if short > 0 then has = math.min(has, part, math.max(0, free - before)) end
has = math.max(math.min(has, free), math.min(used, free))
local again = max
if short > 0 then again = wanting > max and 0 or part end
if has >= want then since = 0 end
if has == 0 and want == 0 then redis.call('HDEL', KEYS[1], id)
else
  local till = now + (has > 0 and lease or math.min(lease, ${WAITS_MS}))
  redis.call('HSET', KEYS[1], id, string.format('v%d %d %.0f %.0f', has, want, till, since))
  if redis.call('PTTL', KEYS[1]) < till - now then redis.call('PEXPIRE', KEYS[1], till - now) end
end
if has < mine and next then redis.call('PUBLISH', ARGV[6], 'free ' .. next.id)
elseif has < want and mine < want then redis.call('PUBLISH', ARGV[6], 'short ' .. id) end
return {has, again, count}`,
)

/** What {@link SLOTS} has answered. */
export interface SlotsAnswer {
  readonly held: number
  readonly again: number
  readonly processes: number
}

/** Reads an answer of {@link SLOTS}. @throws TypeError for what is none */
export function readSlots(answer: unknown): SlotsAnswer {
  const [held = NaN, again = NaN, processes = NaN] = (answer as unknown[]).map(Number)
  if (held >= 0 && again >= 0 && processes >= 1) return { held, again, processes }
  throw new TypeError('no slots')
}
