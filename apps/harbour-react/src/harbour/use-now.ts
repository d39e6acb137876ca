import { useEffect, useState } from 'react'

/**
 * The time in milliseconds since the Unix epoch, anew every `everyMs`.
 * @param untilMs the instant after which the time stands still; 0 for a clock that does not run
 */
export function useNow(everyMs: number, untilMs = Infinity): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (untilMs <= Date.now()) return undefined
    const timer = setInterval(() => {
      const nowMs = Date.now()
      setNow(nowMs)
      if (nowMs >= untilMs) clearInterval(timer)
    }, everyMs)
    return () => clearInterval(timer)
  }, [everyMs, untilMs])
  return now
}
