import type { CallRequest, Reply } from '@fairlead/core'
import { sharedWithStatus, withStatus } from './answer.ts'
import { intentOf } from './intent.ts'
import type { Keeping } from './keeping.ts'
import type { Partition } from './partition.ts'
import type { SearchRules } from './rules.ts'
import type { Settings } from './settings.ts'
import type { Tiers } from './tiers.ts'

/**
 * Makes the function that keeps the answer to a POST where that is what a GET would get: its Content-Location is the URL
 * itself, and it says how long it is fresh (RFC 9110 section 9.3.3). Undefined where it is not kept.
 */
export function createPosts(
  settings: Settings,
  tiers: Tiers,
  rules: SearchRules,
  { read }: Keeping,
  partitionOf: (request: CallRequest) => Partition,
): (request: CallRequest, reply: Reply, began: number) => Reply | undefined {
  return (request, reply, began) => {
    const located = reply.headers.get('content-location')
    const { method, url } = request
    if (method !== 'POST' || located === null || reply.status > 299 || URL.parse(located, url)?.href !== url)
      return undefined
    const intent = intentOf(request, rules.canonical(url), partitionOf(request), settings)
    // After what the call itself has made gone.
    const epochs = { local: tiers.memory.get(intent.key).epoch, far: undefined }
    const { refusal, shared } = read({ request, intent, epochs, began }, reply)
    const status = { fwd: 'method', stored: refusal === undefined, detail: refusal } as const
    return shared ? withStatus(reply, status, shared.take(request)) : sharedWithStatus(reply, status, undefined)
  }
}
