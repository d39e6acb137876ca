import type { Runtime } from '@fairlead/core'

/** How many bytes may be buffered in front of a ping. */
const HIGH_WATER_BYTES = 262_144
const LOOK_AGAIN_MS = 20

/**
 * Takes one step after the other while the link's buffer is below the high-water mark; above it, looks again later,
 * because a browser tells nobody when a buffer drains. A step answers false when there is nothing to do.
 */
export function createPump<L extends { readonly bufferedAmount: number }>(
  { setTimeout, clearTimeout }: Runtime,
  linkOf: () => L | undefined,
  step: (link: L) => boolean,
): { run(): void; stop(): void } {
  let timer: unknown
  const run = (): void => {
    for (let link = linkOf(); link; link = linkOf()) {
      if (link.bufferedAmount >= HIGH_WATER_BYTES) {
        clearTimeout(timer)
        timer = setTimeout(run, LOOK_AGAIN_MS)
        return
      }
      if (!step(link)) return
    }
  }
  return { run, stop: () => clearTimeout(timer) }
}
