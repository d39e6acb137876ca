import type { Host } from '@fairlead/core'
import type { Attempt, Carry, Route } from './carrier.ts'

/** How subscriptions live through a link that breaks. */
export interface GapOptions {
  /** Tags that are stale after a gap: queries that have them are asked anew, which catches up on what was missed. */
  readonly gapInvalidates?: readonly string[] | undefined
  /** Told that results may have been missed, by the subscription's name. */
  readonly onGap?: ((gap: SubscriptionGap) => void) | undefined
}

/** A time in which a subscription had no link, so that results may be missing. */
export interface SubscriptionGap {
  readonly operation: string | undefined
}

/** Makes what carries the subscriptions of a client. */
export type Subscriber = (route: Route, attempt: Attempt) => Carry

/** Tells of a gap, to everybody whom it is for. */
export function tellGap(host: Host, path: string, operation: string | undefined, options: GapOptions): void {
  host.emit(() => ({ type: 'plugin:graphql:gap', at: host.runtime.now(), details: { path, operation } }))
  if (options.gapInvalidates) host.tags.invalidate(options.gapInvalidates)
  try {
    options.onGap?.({ operation })
  } catch (error) {
    // The subscription goes on, whatever the program makes of it.
    console.error(error)
  }
}
