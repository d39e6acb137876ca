import { type Client, createClient } from '@fairlead/core'
import { monitoring } from '@fairlead/monitoring'
import { faults, performanceTracks } from '@fairlead/monitoring/devtools'
import { queue } from '@fairlead/queue'
import { PILOT_QUOTA, TAB_HEADER, pilotContract } from 'harbour-api/contract'

// oxlint-disable-next-line typescript/no-empty-object-type -- the queue of pilots has no outbox
type PilotQueue = ReturnType<typeof queue<{}>>

/** The pilot station as the control room calls it. */
export type PilotClient = Client<
  typeof pilotContract,
  readonly [PilotQueue, ReturnType<typeof monitoring>, ReturnType<typeof performanceTracks>, ReturnType<typeof faults>]
>

/** How many calls wait at most, and how long. */
const PILOT_BOUNDS = Object.freeze({ maxQueued: 40, maxWaitMs: 20_000 })

/**
 * Makes the client of the pilot station: a server with limits of its own has a lane of its own, so that its troubles hold
 * up nobody else. How fast it may be asked is not said here: the lane hears it from the station.
 * @param tab limits the faults to this tab
 */
export function createPilotClient(tab: string): PilotClient {
  return createClient({
    baseUrl: '/api',
    contract: pilotContract,
    plugins: [
      queue({
        ...PILOT_BOUNDS,
        concurrency: PILOT_QUOTA.atOnce,
        overflow: 'drop-lowest',
        breaker: { minimum: 5, openMs: 5_000 },
      }),
      monitoring(),
      performanceTracks(),
      faults(),
    ],
    headers: { [TAB_HEADER]: tab },
    retry: { limit: 2, baseMs: 500 },
    timeouts: { attemptMs: 8_000, totalMs: 60_000 },
  })
}
