import { script } from '../script.ts'

/** Numbers of invalidations are below it for two centuries: what has a higher one was written by somebody else. */
export const MAX_EPOCH = 9_000_000_000_000_000

/**
 * The books are one sorted set, so that Redis forgets all of it or nothing. `epoch` has the number of the last invalidation,
 * which is the time at which it was made in microseconds, or one more than the last; `s` and `g` before a name that of its last
 * invalidation as stale and as gone; `floor` the last of those that were forgotten. KEYS[1] is the books, ARGV[1] the highest
 * epoch that the caller knows of, ARGV[2] milliseconds in which nothing is written any more that was asked for before.
 */
const BOOKS = `
local function text(number) return string.format('%.0f', number) end
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end
local function at(member)
  local score = redis.pcall('ZSCORE', KEYS[1], member)
  if type(score) == 'table' then redis.call('DEL', KEYS[1]) return nil end
  return tonumber(score or nil)
end
local function id(name)
  if #name > 512 then return '#' .. redis.sha1hex(name) end
  return name
end
local function open()
  local epoch, floor = at('epoch'), at('floor')
  if epoch and floor and floor <= epoch and epoch >= tonumber(ARGV[1]) and epoch < ${MAX_EPOCH} then return epoch, floor end
  redis.call('DEL', KEYS[1])
  epoch = math.max(now(), ARGV[1] + 1)
  redis.call('ZADD', KEYS[1], text(epoch), 'epoch', text(epoch), 'floor')
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return epoch, epoch
end
local function judge(names, asked, epoch, floor)
  if not asked or asked < floor or asked > epoch then return 'g' end
  local verdict = 'f'
  for name in string.gmatch('"*"\\n' .. names, '[^\\n]+') do
    name = id(name)
    if (at('g' .. name) or 0) > asked then return 'g' end
    if (at('s' .. name) or 0) > asked then verdict = 's' end
  end
  return verdict
end
`

/**
 * What was invalidated after ARGV[3], and what is under KEYS[2]: for each variant its verdict and name, and its record. Where
 * there is no KEYS[2] nothing was asked for; where ARGV[3] is below 0, no changes.
 */
export const LOOK = script(
  'cache look',
  `${BOOKS}
local epoch, floor = open()
local known = tonumber(ARGV[3])
local changes = {}
if known >= 0 and known < floor then
  changes = {'lost'}
elseif known >= 0 and known < epoch then
  local members = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. text(known), '+inf', 'LIMIT', 0, 1002)
  for _, member in ipairs(members) do
    if #members > 1001 or string.sub(member, 2, 2) == '#' then changes = {'lost'} break end
    if member ~= 'epoch' then changes[#changes + 1] = member end
  end
end
local found = {}
if KEYS[2] then
  local flat = redis.pcall('HGETALL', KEYS[2])
  if flat.err then redis.call('DEL', KEYS[2]) flat = {} end
  local fields = {}
  for i = 1, #flat, 2 do fields[flat[i]] = flat[i + 1] end
  for field, head in pairs(fields) do
    if string.sub(field, 1, 1) == 'h' then
      local variant = string.sub(field, 2)
      local record = fields['r' .. variant]
      local asked, names = string.match(head, '^(%d+)\\n(.*)$')
      local verdict = record and names and judge(names, tonumber(asked), epoch, floor) or 'g'
      if verdict == 'g' then
        redis.call('HDEL', KEYS[2], field, 'r' .. variant)
      else
        found[#found + 1] = verdict .. variant
        found[#found + 1] = record
      end
    end
  end
end
return {'e' .. text(epoch), changes, found}`,
)

/** Entries of one user that are found again when that user leaves; those stored longest ago go by themselves in time. */
const MAX_OWNED = 10_000

/**
 * Stores under KEYS[2], for ARGV[4] milliseconds, the variant ARGV[5] with the names ARGV[6], asked for at epoch ARGV[3]. All
 * further keys are lists of what belongs to one user, by the name ARGV[8]: a client may put a prefix before KEYS.
 */
export const KEEP = script(
  'cache keep',
  `${BOOKS}
local epoch, floor = open()
if judge(ARGV[6], tonumber(ARGV[3]), epoch, floor) ~= 'f' then return 'refused' end
local kind = redis.call('TYPE', KEYS[2]).ok
if kind ~= 'hash' and kind ~= 'none' then redis.call('DEL', KEYS[2]) end
if redis.call('HEXISTS', KEYS[2], 'h' .. ARGV[5]) == 0 and redis.call('HLEN', KEYS[2]) >= 64 then
  for _, field in ipairs(redis.call('HKEYS', KEYS[2])) do
    if string.sub(field, 1, 1) == 'h' then
      redis.call('HDEL', KEYS[2], field, 'r' .. string.sub(field, 2))
      break
    end
  end
end
local done = redis.pcall('HSET', KEYS[2], 'h' .. ARGV[5], ARGV[3] .. '\\n' .. ARGV[6], 'r' .. ARGV[5], ARGV[7])
if type(done) == 'table' then return 'full' end
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[4]) then redis.call('PEXPIRE', KEYS[2], ARGV[4]) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
for i = 3, #KEYS do
  redis.pcall('ZADD', KEYS[i], text(now()), ARGV[8])
  redis.pcall('ZREMRANGEBYRANK', KEYS[i], 0, ${-MAX_OWNED - 1})
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
end
return 'kept'`,
)

/** Removes the variant ARGV[1] of KEYS[1], or all. */
export const DROP = script(
  'cache drop',
  `
if not ARGV[1] or redis.call('TYPE', KEYS[1]).ok ~= 'hash' then redis.call('DEL', KEYS[1])
else redis.call('HDEL', KEYS[1], 'h' .. ARGV[1], 'r' .. ARGV[1]) end
return 'dropped'`,
)

/** ARGV[1] keys at most of the list KEYS[1] of what belongs to a user. */
export const OWNED = script(
  'cache owned',
  `
local members = redis.pcall('ZRANGE', KEYS[1], 0, ARGV[1] - 1)
if members.err then redis.call('DEL', KEYS[1]) members = {} end
local keys = {}
for i, member in ipairs(members) do keys[i] = 'k' .. member end
return keys`,
)

/** Removes all KEYS but the first, and their names ARGV from the list KEYS[1] of what belongs to a user. */
export const DISOWN = script(
  'cache disown',
  `
for i = 2, #KEYS do redis.call('DEL', KEYS[i]) end
for _, member in ipairs(ARGV) do redis.pcall('ZREM', KEYS[1], member) end
return 'disowned'`,
)

/** The names that are remembered. Who has more writes than that forgets the oldest, and what was asked for before them. */
const MAX_KNOWN = 100_000

/**
 * Makes the names ARGV[4] stale (`s`) or gone (`g`), as ARGV[3] says, and tells the channel ARGV[5] in the name of ARGV[6].
 * That it begins with a command which takes no memory lets it be written down also where there is none left.
 */
export const INVALIDATE = script(
  'cache invalidate',
  `${BOOKS}
redis.call('PEXPIRE', KEYS[1], ARGV[2])
local before = open()
local epoch = math.max(now(), before + 1)
local score = text(epoch)
for name in string.gmatch(ARGV[4], '[^\\n]+') do redis.call('ZADD', KEYS[1], score, ARGV[3] .. id(name)) end
redis.call('ZADD', KEYS[1], score, 'epoch')
local excess = redis.call('ZCARD', KEYS[1]) - ${MAX_KNOWN}
if excess > 0 then
  local last = redis.call('ZRANGE', KEYS[1], excess - 1, excess - 1, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, excess - 1)
  redis.call('ZADD', KEYS[1], last[2], 'floor')
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.pcall('PUBLISH', ARGV[5], table.concat({'c' .. text(before), score, ARGV[6], ARGV[3], ARGV[4]}, ' '))
return {'e' .. text(before), 'e' .. score}`,
)

/** Takes the lease KEYS[1] for ARGV[1] and ARGV[2] milliseconds; otherwise says who has it. One without an end is none of ours. */
export const TAKE = script(
  'cache lease',
  `
local holder = redis.call('GET', KEYS[1])
if holder and redis.call('PTTL', KEYS[1]) ~= -1 then return 'h' .. holder end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 'taken'`,
)

/** Whether ARGV[1] still has the lease KEYS[1]. */
export const WATCH = script('cache watch', `return redis.call('GET', KEYS[1]) == ARGV[1] and 'held' or 'over'`)

/**
 * Gives the lease KEYS[1] of ARGV[1] back, and says for ARGV[2] milliseconds that it is worth nobody's waiting: also where it
 * was over before that was known, and another one has it by now.
 */
export const GIVE = script(
  'cache release',
  `
if tonumber(ARGV[2]) > 0 then redis.call('SET', KEYS[1], 'useless', 'PX', ARGV[2])
elseif redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 'given'`,
)
