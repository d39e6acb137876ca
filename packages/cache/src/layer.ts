import type { CallRequest, Layer, Next, Reply } from '@fairlead/core'
import { withStatus } from './answer.ts'
import type { Fetching } from './fetching.ts'
import { type Intent, intentOf, isOutside } from './intent.ts'
import type { LookUp } from './look-up.ts'
import type { Partition } from './partition.ts'
import { type Passage, isAlone, reasonsOf } from './passage.ts'
import { isSafe } from './policy/invalidation.ts'
import type { Replies } from './replies.ts'
import type { Tell } from './report.ts'
import { plainUrl } from './policy/url.ts'
import type { SearchRules } from './rules.ts'
import type { SessionWatch } from './sessions.ts'
import type { Settings } from './settings.ts'
import type { Awaitable, Lookup } from './store.ts'
import type { Tiers } from './tiers.ts'

/** What the stage works with. */
export interface Rooms {
  readonly settings: Settings
  readonly tiers: Tiers
  readonly rules: SearchRules
  readonly sessions: SessionWatch
  readonly lookUp: LookUp
  readonly partitionOf: (request: CallRequest) => Partition
  readonly replies: Replies
  readonly fetching: Fetching
  readonly write: (request: CallRequest, next: Next) => Promise<Reply>
  readonly tell: Tell
}

/** What a call has behind it. */
interface Way {
  /** Whether it has waited for another process already. */
  readonly hasWaited?: boolean
  /** Whether the second tier has not answered it. */
  readonly isFarOff?: boolean
}

/** The cache stage: looks up, and where that does not do, goes on to the server. */
export function cacheLayer(rooms: Rooms): Layer {
  const { settings, tiers, rules, sessions, lookUp, partitionOf, replies, fetching, write, tell } = rooms

  return {
    stage: 'cache',
    handle(request, next) {
      const { method } = request
      sessions.watch(request.session.session)
      if (!isSafe(method)) {
        tell(request, () => ({ outcome: 'bypass', reason: 'method' }))
        return write(request, next)
      }
      const intent = intentOf(request, rules.find(plainUrl(request.url)), partitionOf(request), settings)
      if (method !== 'GET' && method !== 'HEAD') return bypass(request, next, 'method')
      if (isOutside(request)) return bypass(request, next, 'init')
      if (intent.mode === 'no-store' || intent.asked.has('no-store')) return bypass(request, next, 'no-store')
      const near = tiers.memory.get(intent.key)
      const synced = near.found.length === 0 || intent.partition.volatile || (tiers.far?.sync() ?? true)
      return synced === true ? answer(request, next, intent, near) : answerLater(request, next, intent, near, synced)
    },
  }

  function answer(request: CallRequest, next: Next, intent: Intent, near: Lookup, way?: Way): Promise<Reply> {
    const candidate = lookUp.choose(request, intent, near)
    const reply = candidate && lookUp.isGood(candidate, intent) ? replies.hit(request, candidate) : undefined
    return reply ? Promise.resolve(reply) : lookFurther(request, next, intent, near, way)
  }

  /** What is in memory counts when it is known that nobody has invalidated it; otherwise the server is asked about it. */
  async function answerLater(
    request: CallRequest,
    next: Next,
    intent: Intent,
    near: Lookup,
    synced: Awaitable<boolean>,
  ): Promise<Reply> {
    if (await request.scope.race(Promise.resolve(synced)))
      return answer(request, next, intent, tiers.memory.get(intent.key))
    const doubted = near.found.map((each) => ({ ...each, stale: true }))
    // Nobody waits for the store twice.
    return answer(request, next, intent, { ...near, found: doubted }, { isFarOff: true })
  }

  async function bypass(request: CallRequest, next: Next, reason: 'method' | 'init' | 'no-store'): Promise<Reply> {
    tell(request, () => ({ outcome: 'bypass', reason }))
    return withStatus(await next(request), { fwd: reason === 'method' ? 'method' : 'bypass' })
  }

  /** Asks the second tier, and then decides who asks the server. */
  async function lookFurther(
    request: CallRequest,
    next: Next,
    intent: Intent,
    near: Lookup,
    { hasWaited = false, isFarOff = false }: Way = {},
  ): Promise<Reply> {
    const { mode, asked } = intent
    const far = tiers.far && !isFarOff ? await request.scope.race(tiers.ask(intent)) : undefined
    // What was invalidated while the second tier was asked counts as well.
    const moved = far && tiers.memory.get(intent.key)
    const found = far && moved ? [...moved.found, ...tiers.since(near.epoch, far.found)] : near.found
    const candidate = lookUp.choose(request, intent, { epoch: near.epoch, found })
    if (far && candidate && far.found.some(({ entry, stale }) => entry === candidate.entry && !stale))
      tiers.memory.set(candidate.entry, near.epoch)
    const epochs = { local: near.epoch, far: far?.epoch }
    const passage: Passage = {
      request,
      next,
      intent,
      epochs,
      candidate,
      hasWaited,
      ...reasonsOf(found, candidate, intent),
    }
    const isLater = mode === 'default' && candidate?.verdict.use === 'revalidate-later'
    if (candidate && (isLater || (far && lookUp.isGood(candidate, intent)))) {
      const reply = replies.hit(request, candidate)
      const renewed = reply && isLater ? fetching.later(passage) : undefined
      // Not a copy, which would not be the one that is shared. When a streamed one is stored its readers decide.
      if (reply) return renewed && !request.streamed ? Object.assign(reply, { renewed }) : reply
    }
    if (mode === 'only-if-cached' || asked.has('only-if-cached')) return replies.unavailable(request)
    if (isAlone(request)) return fetching.alone(passage)
    const reply = await fetching.together(passage)
    return reply ?? lookFurther(request, next, intent, tiers.memory.get(intent.key), { hasWaited: true })
  }
}
