import { type MaybeRefOrGetter, type Ref, ref, toValue, watchEffect } from 'vue'

/**
 * The time in milliseconds since the Unix epoch, anew every `everyMs`.
 * @param until the instant after which the time stands still; 0 for a clock that does not run
 */
export function useNow(everyMs: number, until: MaybeRefOrGetter<number> = Infinity): Readonly<Ref<number>> {
  const now = ref(Date.now())
  watchEffect((onCleanup) => {
    const untilMs = toValue(until)
    if (untilMs <= Date.now()) return
    const timer = setInterval(() => {
      now.value = Date.now()
      if (now.value >= untilMs) clearInterval(timer)
    }, everyMs)
    onCleanup(() => clearInterval(timer))
  })
  return now
}
