import { type Runtime, platformRuntime } from '@fairlead/core'

/** The platform, and the timers that are set on it. */
export function countedTimers(): [Runtime, ReadonlySet<unknown>] {
  const timers = new Set<unknown>()
  const runtime: Runtime = {
    ...platformRuntime,
    setTimeout(callback, delayMs) {
      const timer = platformRuntime.setTimeout(() => {
        timers.delete(timer)
        callback()
      }, delayMs)
      timers.add(timer)
      return timer
    },
    clearTimeout(timer) {
      timers.delete(timer)
      platformRuntime.clearTimeout(timer)
    },
  }
  return [runtime, timers]
}
