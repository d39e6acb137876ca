import { gcra } from '@fairlead/queue'
import { PILOT_QUOTA } from '../contract/pilot.ts'

/** What one control room has left at the pilot service. */
export interface Quota {
  /** Seconds to wait before the next call, 0 where it was taken now. */
  take(nowMs: number): number
  /** The fields of draft-ietf-httpapi-ratelimit-headers: what is left, and in how many seconds all of it is there again. */
  fields(nowMs: number): Readonly<Record<string, string>>
}

const { burst, perSecond } = PILOT_QUOTA
const WHOLE_S = burst / perSecond

/** Makes a quota, full. */
export function createQuota(): Quota {
  const limit = gcra({ limit: perSecond, periodMs: 1000, burst })()
  const inSeconds = (ms: number): number => Math.ceil(ms / 1000)
  return {
    take(nowMs) {
      const waitMs = limit.waitMs(nowMs, 1)
      if (waitMs === 0) limit.take(nowMs, 1)
      return inSeconds(waitMs)
    },
    fields(nowMs) {
      let left = burst
      while (left > 0 && limit.waitMs(nowMs, left) > 0) left--
      return {
        ratelimit: `"pilots";r=${left};t=${inSeconds(limit.waitMs(nowMs, burst))}`,
        'ratelimit-policy': `"pilots";q=${burst};w=${WHOLE_S}`,
      }
    },
  }
}
