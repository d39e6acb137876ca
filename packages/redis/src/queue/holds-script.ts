import { script } from '../script.ts'

/** Holds for some milliseconds, unless it is held for longer; tells all that listen how long, and who says so. */
export const HOLD = script(
  'hold',
  `local left = redis.call('PTTL', KEYS[1])
if left >= tonumber(ARGV[1]) then return left end
redis.call('SET', KEYS[1], 'held', 'PX', ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[1] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
return tonumber(ARGV[1])`,
)

/** Milliseconds for which it is held; less than 1 if it is not. */
export const HELD = script('held', `return redis.call('PTTL', KEYS[1])`)
