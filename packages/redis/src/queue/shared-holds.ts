import { tellAll } from '@fairlead/core'
import type { Holds } from '@fairlead/queue'
import { LOST } from '../channels.ts'
import type { Redis } from '../redis.ts'
import { YEAR_MS } from '../times.ts'
import { HELD, HOLD } from './holds-script.ts'

/** So often it is looked where nothing can be heard. */
const LOOK_MS = 1_000
const MAX_ORIGIN = 512

/**
 * Shares among the processes of a fleet what a server has said to one of them: when it asks one for silence, all keep it.
 * What is told is how long, so the clocks of the processes may differ. Without Redis each process goes by what it was told.
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl: 'https://tides.example', plugins: [queue({ feedback: { shared: sharedHolds(fleet) } })] })
 * ```
 */
export function sharedHolds(fleet: Redis): Holds {
  const { runtime } = fleet
  const channel = fleet.key('holds')
  // Not the runtime's: two processes on virtual clocks would be the same.
  const self = crypto.randomUUID()
  const followers = new Map<string, Set<(forMs: number) => void>>()
  let deafen: (() => void) | undefined
  let timer: unknown

  function tell(origin: string, forMs: number): void {
    const all = followers.get(origin)
    if (all) tellAll(all, Math.min(forMs, YEAR_MS))
  }

  async function look(origin: string): Promise<void> {
    // What cannot be known now is heard later, or from the server itself.
    const forMs = Number(await fleet.run(HELD, [keyOf(origin)], []).catch(() => 0))
    if (forMs > 0) tell(origin, forMs)
  }

  function hear(text: string): void {
    if (text === LOST) return lookAtAll()
    const [, forMs = '', by, origin = ''] = /^(\d{1,12}) ([\w-]+) (.+)$/.exec(text) ?? []
    if (Number(forMs) > 0 && by !== self) tell(origin, Number(forMs))
  }

  function lookAtAll(): void {
    for (const origin of followers.keys()) void look(origin)
  }

  function lookLater(): void {
    timer = runtime.setTimeout(() => {
      lookAtAll()
      lookLater()
    }, LOOK_MS)
    ;(timer as { unref?: () => void }).unref?.()
  }

  const keyOf = (origin: string): string => fleet.key(`hold/${origin}`)

  return {
    hold(origin, forMs) {
      if (origin.length > MAX_ORIGIN || !(forMs >= 1)) return
      const wholeMs = Math.min(Math.ceil(forMs), YEAR_MS)
      // Other clients of this process need no Redis to hear of it.
      tell(origin, wholeMs)
      fleet.run(HOLD, [keyOf(origin)], [wholeMs, channel, self, origin]).catch(() => {})
    },
    follow(origin, heard) {
      const known = followers.get(origin)
      const all = known ?? new Set()
      const own = (forMs: number): void => heard(forMs)
      all.add(own)
      followers.set(origin, all)
      if (fleet.canListen) deafen ??= fleet.listen(channel, hear)
      else if (timer === undefined) lookLater()
      void look(origin)
      return () => {
        all.delete(own)
        if (all.size > 0 || followers.get(origin) !== all) return
        followers.delete(origin)
        if (followers.size > 0) return
        deafen?.()
        deafen = undefined
        runtime.clearTimeout(timer)
        timer = undefined
      }
    },
  }
}
