import { type PubSub, createPubSub } from 'graphql-yoga'

/** A vessel was moored or has cast off. */
export interface BerthChange {
  readonly vesselId: string
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number
}

/** Tells of vessels that come to a berth or leave it, to those who listen for one of them. */
export type BerthChanges = PubSub<{ berthChanged: [vesselId: string, change: BerthChange] }>

/** Makes it. */
export function createBerthChanges(): BerthChanges {
  return createPubSub()
}
