import type { CallRequest, Reply } from '@fairlead/core'
import { sharedWithStatus, withStatus } from './answer.ts'
import { type Intent, intentOf } from './intent.ts'
import type { Keeping } from './keeping.ts'
import type { Partition } from './partition.ts'
import { groupsOf } from './policy/invalidation.ts'
import { plainUrl } from './policy/url.ts'
import type { SearchRules } from './rules.ts'
import type { Settings } from './settings.ts'
import type { Tiers } from './tiers.ts'

/** A POST under way whose answer may be kept. */
export interface PostUnderWay {
  /** Whether its answer is that to a GET, and nobody has changed its URL since. To be asked before its own change is told. */
  isForReading(reply: Reply): boolean
  /** Keeps such an answer where it may be kept, after its own change was told. */
  keep(reply: Reply): Reply
}

/**
 * Makes the function that watches calls whose answer is what a GET would get: that to a POST whose Content-Location is the
 * URL itself, and which says how long it is fresh (RFC 9110 section 9.3.3). Undefined for other methods.
 */
export function createPosts(
  settings: Settings,
  tiers: Tiers,
  rules: SearchRules,
  { read }: Keeping,
  partitionOf: (request: CallRequest) => Partition,
): (request: CallRequest) => PostUnderWay | undefined {
  return (request) => {
    const { method, url, scope } = request
    if (method !== 'POST') return undefined
    const began = scope.runtime.now()
    const { epoch } = tiers.memory
    const intent = (): Intent => intentOf(request, rules.find(plainUrl(url)), partitionOf(request), settings)
    return {
      isForReading({ status, headers }) {
        const located = headers.get('content-location')
        return (
          located !== null &&
          status < 300 &&
          URL.parse(located, url)?.href === plainUrl(url) &&
          isCurrent(intent(), groupsOf(url, [...headers]), tiers, epoch)
        )
      },
      keep(reply) {
        const epochs = { local: tiers.memory.epoch, far: undefined }
        const { refusal, shared } = read({ request, intent: intent(), epochs, began }, reply)
        const status = { fwd: 'method', stored: refusal === undefined, detail: refusal } as const
        return shared ? withStatus(reply, status, shared.take(request)) : sharedWithStatus(reply, status, undefined)
      },
    }
  }
}

/** Whether nobody has changed it since. A mistake in the tags of what the server has done must not make it a failure. */
function isCurrent({ names }: Intent, groups: readonly string[], { memory }: Tiers, epoch: number): boolean {
  try {
    return memory.judge([...names(), ...groups], epoch) === undefined
  } catch (error) {
    console.error(error)
    return false
  }
}
