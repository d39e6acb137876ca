import type { OptionTable, Plugin } from '@fairlead/core'
import { admitLayer } from './admit.ts'
import type { QueueApi, QueueApiOf } from './api.ts'
import { gatherLayer } from './calls/gather.ts'
import { isDebounce, isThrottle } from './calls/rhythm.ts'
import { isHedge } from './hedge/contest.ts'
import { hedgeLayer } from './hedge/layer.ts'
import { createLane } from './lane.ts'
import { createLanes } from './lanes.ts'
import type { QueueOptions } from './options.ts'
import { isPriority } from './priority.ts'
import { checkQueue, isCallQueue } from './queue-check.ts'
import type { QueueError } from './rejected.ts'

/** The call options that the queue adds. */
const TABLE = {
  priority: isPriority,
  queue: isCallQueue,
  hedge: isHedge,
  debounce: isDebounce,
  throttle: isThrottle,
} satisfies OptionTable

/**
 * Lets calls out in their turn, as many as the server takes: priority classes, fair shares, bounds on what runs and waits,
 * rates, what the server says, a breaker, hedges, calls made one of many, and writes that outlive the page.
 *
 * @throws `config` for an unknown option or one with a value it cannot have
 *
 * @example
 * ```ts
 * const client = createClient({ baseUrl: 'https://harbour.example/api', plugins: [queue({ concurrency: 6 })] })
 * const tides = await client.get('/tides', { priority: 'high' }).json()
 * ```
 */
export function queue<const O extends QueueOptions>(
  options: O = {} as O,
): Plugin<'queue', typeof TABLE, QueueApiOf<O>, QueueError> {
  checkQueue(options)
  return {
    name: 'queue',
    options: TABLE,
    install(host) {
      // What the parts refuse is refused now, not with the first call.
      createLane('', options, host)
      const lanes = createLanes(options, host)
      const outbox = options.outbox?.install(host)
      const api: QueueApi = {
        snapshot: () => ({
          lanes: lanes.all().map(({ origin, scheduler, breaker }) => ({
            ...scheduler.snapshot(),
            origin,
            breaker: breaker && { state: breaker.state, retryAt: breaker.retryAt },
          })),
        }),
        pause: lanes.pause,
        resume: lanes.resume,
        holdUntil: lanes.holdUntil,
        drain: lanes.drain,
      }
      return {
        layers: [
          gatherLayer(host),
          ...(outbox ? [outbox.layer] : []),
          hedgeLayer(host, options.hedge),
          admitLayer(lanes.of, options),
        ],
        api: { ...api, outbox: outbox?.api } as QueueApiOf<O>,
        apiFor: (session) => ({ ...api, outbox: outbox?.apiFor(session) }) as QueueApiOf<O>,
        async dispose() {
          // What runs is not waited for: the client is done with it.
          void lanes.close()
          await outbox?.dispose()
        },
      }
    },
  }
}
