import { abortable } from './abortable.ts'
import type { Broadcast, Lifecycle, Locks } from './runtime.ts'

/**
 * Locks shared by all tabs where the platform has Web Locks, else by this process alone.
 *
 * @see {@link https://w3c.github.io/web-locks/}
 */
export function platformLocks(): Locks {
  const shared = (globalThis.navigator as Partial<Navigator> | undefined)?.locks
  if (shared) {
    return {
      request: (name, { signal }, run) => shared.request(name, signal ? { signal } : {}, run) as ReturnType<typeof run>,
    }
  }
  const tails = new Map<string, Promise<unknown>>()
  return {
    request(name, { signal }, run) {
      const previous = tails.get(name) ?? Promise.resolve()
      const turn = abortable(previous, signal).then(run)
      // A waiter that gave up must not let the next one in before the present holder is done.
      const tail = Promise.allSettled([previous, turn]).then(() => {
        if (tails.get(name) === tail) tails.delete(name)
      })
      tails.set(name, tail)
      return turn
    },
  }
}

/** Messages to the other tabs through BroadcastChannel; on a platform without one, nobody is there to hear. */
export function platformBroadcast(): Broadcast {
  return (name, listener) => {
    if (typeof BroadcastChannel === 'undefined') return { post() {}, close() {} }
    const channel = new BroadcastChannel(name)
    channel.onmessage = (event) => listener(event.data)
    // On Node an open channel would keep the process alive.
    ;(channel as { unref?: () => void }).unref?.()
    return { post: (message) => channel.postMessage(message), close: () => channel.close() }
  }
}

const JUMP_CHECK_MS = 5_000
const JUMP_MS = 10_000

/** Online state, visibility, page restore and clock jumps, as far as the platform tells. */
export function platformLifecycle(): Lifecycle {
  return (listener) => {
    const stops: (() => void)[] = []
    const listen = (target: EventTarget | undefined, type: string, handle: (event: Event) => void): void => {
      target?.addEventListener?.(type, handle)
      stops.push(() => target?.removeEventListener?.(type, handle))
    }
    const { document: page } = globalThis as { document?: Document }
    listen(globalThis, 'online', () => listener('online'))
    listen(globalThis, 'offline', () => listener('offline'))
    listen(page, 'visibilitychange', () => listener(page?.visibilityState === 'hidden' ? 'hidden' : 'visible'))
    listen(page && globalThis, 'pagehide', (event) => (event as PageTransitionEvent).persisted && listener('suspended'))
    listen(page && globalThis, 'pageshow', (event) => (event as PageTransitionEvent).persisted && listener('resumed'))
    stops.push(watchClock(() => listener('resumed')))
    return () => stops.forEach((stop) => stop())
  }
}

/** A timer that comes much later than asked means that the machine slept or the page was frozen. */
function watchClock(resumed: () => void): () => void {
  let last = Date.now()
  const timer = setInterval(() => {
    const now = Date.now()
    if (now - last > JUMP_CHECK_MS + JUMP_MS) resumed()
    last = now
  }, JUMP_CHECK_MS)
  ;(timer as { unref?: () => void }).unref?.()
  return () => clearInterval(timer)
}
