import { type CallRequest, type Invalidation, type Next, type Reply, outcomeOf } from '@fairlead/core'
import { withStatus } from './answer.ts'
import { isTags } from './check.ts'
import { tagName, urlName } from './names.ts'
import { changedGroups, changedUrls } from './policy/invalidation.ts'
import type { SearchRules } from './rules.ts'

/** Makes everything with one of the names stale or gone, here and in other tabs. */
export type Invalidate = (names: readonly string[], mode: Invalidation) => void

/** Passes on a call that may change something at the server, and invalidates what it has changed (RFC 9111 section 4.4). */
export async function passWrite(
  request: CallRequest,
  next: Next,
  rules: SearchRules,
  invalidate: Invalidate,
): Promise<Reply> {
  const url = rules.canonical(request.url)
  let reply: Reply | undefined
  let error: unknown
  try {
    reply = await next(request)
    return withStatus(reply, { fwd: 'method' })
  } catch (thrown) {
    error = thrown
    throw thrown
  } finally {
    const { status = 0 } = reply ?? {}
    const headers = reply ? [...reply.headers] : []
    const changed = changedUrls(url, status, headers)
    if (changed.length > 0) invalidate(changed, 'gone')
    const groups = changedGroups(url, status, headers)
    if (groups.length > 0) invalidate(groups, 'stale')
    // Without an answer, or with a gateway's in its place, the server may have done it although nobody knows.
    const sent = request.operation.attempts.length > 0
    const isLost = reply ? status === 502 || status === 504 : sent && outcomeOf({ error }) !== 'transient'
    if (isLost) invalidate([urlName(url), ...tagsOf(request).map(tagName)], 'stale')
  }
}

/** The tags that the call would have made stale, had its answer come. */
function tagsOf({ endpoint, input }: CallRequest): readonly string[] {
  const source = endpoint?.definition.invalidates
  try {
    const tags: unknown = typeof source === 'function' ? source({ ...input, data: undefined } as never) : source
    return isTags(tags) ? tags : []
  } catch {
    // It may need the answer that never came.
    return []
  }
}
