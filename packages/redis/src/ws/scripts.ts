import { script } from '../script.ts'

/** What a message weighs beside its text, about. */
const MESSAGE_BYTES = 64

/**
 * A session is one hash, so that all of it is there or nothing: its members, and each message under `m` and its `seq`. What
 * does not look like that is as good as not there.
 *
 * `turn` counts the commands of an owner: one that comes late, or once more because its answer was lost, changes nothing.
 */
const SESSION = `
local key = KEYS[1]
local function text(number) return string.format('%.0f', number) end
local function whole(value)
  local number = tonumber(value)
  return number and number >= 0 and number == math.floor(number) and number
end
local function find()
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return nil end
  local found = kind == 'hash' and redis.call('HMGET', key, 'owner', 'identity', 'turn', 'ttl', 'received', 'first', 'next', 'bytes')
  if found and found[1] and found[2] then
    local session = {owner = found[1], identity = found[2], turn = whole(found[3]), ttl = whole(found[4]),
      received = whole(found[5]), first = whole(found[6]), next = whole(found[7]), bytes = whole(found[8])}
    if session.turn and session.ttl and session.received and session.bytes and session.first and session.next
      and session.first <= session.next then return session end
  end
  redis.call('DEL', key)
  return nil
end
local function add(from, at)
  local fields, bytes = {}, 0
  for index = at, #ARGV do
    fields[#fields + 1] = 'm' .. text(from + index - at)
    fields[#fields + 1] = ARGV[index]
    bytes = bytes + #ARGV[index] + ${MESSAGE_BYTES}
    if #fields >= 1000 or index == #ARGV then
      redis.call('HSET', key, unpack(fields))
      fields = {}
    end
  end
  return bytes
end
`

/**
 * Keeps the session KEYS[1] of ARGV[1], at turn ARGV[2], for ARGV[3] milliseconds, unless it has more than ARGV[4] bytes:
 * identity, received, first, channels, and its messages.
 */
export const PUT = script(
  'session put',
  `${SESSION}
local session = find()
if session then
  if session.owner ~= ARGV[1] then return 'taken' end
  if session.turn >= tonumber(ARGV[2]) then return 'kept' end
  redis.call('DEL', key)
end
local first = tonumber(ARGV[7])
local bytes = add(first, 9)
if bytes > tonumber(ARGV[4]) then
  redis.call('DEL', key)
  return 'large'
end
redis.call('HSET', key, 'owner', ARGV[1], 'turn', ARGV[2], 'ttl', ARGV[3], 'identity', ARGV[5], 'received', ARGV[6],
  'first', ARGV[7], 'channels', ARGV[8], 'next', text(first + #ARGV - 8), 'bytes', text(bytes))
redis.call('PEXPIRE', key, ARGV[3])
return 'kept'`,
)

/**
 * Changes the session KEYS[1] of ARGV[1], at turn ARGV[2]: received, acknowledged, channels, each empty where it stays, and
 * further messages. A session that would have more than ARGV[3] bytes is gone.
 */
export const CHANGE = script(
  'session change',
  `${SESSION}
local session = find()
if not session then return 'gone' end
if session.owner ~= ARGV[1] then return 'taken' end
if #ARGV == 6 and ARGV[4] .. ARGV[5] .. ARGV[6] == '' then
  -- It may overtake one that is on its way, and must not put that one out of turn.
  redis.call('PEXPIRE', key, session.ttl)
  return 'kept'
end
if session.turn >= tonumber(ARGV[2]) then return 'kept' end
local acknowledged = tonumber(ARGV[5]) or 0
local fields = {}
for seq = session.first, math.min(acknowledged, session.next - 1) do
  local field = 'm' .. text(seq)
  session.bytes = session.bytes - redis.call('HSTRLEN', key, field) - ${MESSAGE_BYTES}
  fields[#fields + 1] = field
end
for at = 1, #fields, 1000 do redis.call('HDEL', key, unpack(fields, at, math.min(at + 999, #fields))) end
session.first = math.max(session.first, acknowledged + 1)
session.next = math.max(session.next, session.first)
session.bytes = math.max(0, session.bytes) + add(session.next, 7)
if session.bytes > tonumber(ARGV[3]) then
  redis.call('DEL', key)
  return 'gone'
end
-- Before all that takes memory: after it, also what lets go of messages is done where there is none left.
redis.call('PEXPIRE', key, session.ttl)
redis.call('HSET', key, 'turn', ARGV[2], 'first', text(session.first), 'next', text(session.next + #ARGV - 6),
  'bytes', text(session.bytes))
if ARGV[4] ~= '' then redis.call('HSET', key, 'received', ARGV[4]) end
if ARGV[6] ~= '' then redis.call('HSET', key, 'channels', ARGV[6]) end
return 'kept'`,
)

/** Gives the session KEYS[1] of the identity ARGV[3] to ARGV[1], at turn ARGV[2]. */
export const CLAIM = script(
  'session claim',
  `${SESSION}
local session = find()
if not session or session.identity ~= ARGV[3] then return 'none' end
redis.call('PEXPIRE', key, session.ttl)
local found = {'r' .. text(session.received), 'f' .. text(session.first), redis.call('HGET', key, 'channels') or ''}
for from = session.first, session.next - 1, 1000 do
  local fields = {}
  for seq = from, math.min(from + 999, session.next - 1) do fields[#fields + 1] = 'm' .. text(seq) end
  for _, message in ipairs(redis.call('HMGET', key, unpack(fields))) do found[#found + 1] = message end
end
for index = 3, 3 + session.next - session.first do
  if not found[index] then
    redis.call('DEL', key)
    return 'none'
  end
end
redis.call('HSET', key, 'owner', ARGV[1], 'turn', ARGV[2])
return found`,
)

/** Removes the session KEYS[1] of ARGV[1]. */
export const REMOVE = script(
  'session remove',
  `${SESSION}
local session = find()
if session and session.owner == ARGV[1] then redis.call('DEL', key) end
return 'removed'`,
)

/** The text KEYS[1], or ARGV[1] where there is none; it stays for ARGV[2] milliseconds after it was last asked for. */
export const EPOCH = script(
  'session epoch',
  `
if redis.call('TYPE', KEYS[1]).ok ~= 'string' then
  redis.call('DEL', KEYS[1])
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 'e' .. redis.call('GET', KEYS[1])`,
)
