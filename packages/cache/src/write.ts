import { type CallRequest, type Invalidation, type Next, type Reply, outcomeOf } from '@fairlead/core'
import { withStatus } from './answer.ts'
import { isTags } from './check.ts'
import { pathNameOf, tagName, urlName } from './names.ts'
import { changedGroups, changedUrls } from './policy/invalidation.ts'
import type { PostUnderWay } from './posts.ts'
import { plainUrl } from './policy/url.ts'

/** Makes everything with one of the names stale or gone, here and in other tabs. */
export type Invalidate = (names: readonly string[], mode: Invalidation) => void

/**
 * Makes the function that passes on calls which may change something, and invalidates what they have changed.
 *
 * @param told resolves when other processes can know of it, where there are any
 */
export function createWrite(
  invalidate: Invalidate,
  told: () => Promise<void> | undefined,
  posts: (request: CallRequest) => PostUnderWay | undefined,
): (request: CallRequest, next: Next) => Promise<Reply> {
  return async (request, next) => {
    const url = plainUrl(request.url)
    const post = posts(request)
    try {
      const reply = await next(request)
      const { status } = reply
      const headers = [...reply.headers]
      const isForReading = post?.isForReading(reply)
      // A redirect may have led to what was changed.
      const targets = new Set([url, plainUrl(reply.url || url)])
      const changed = [...targets].flatMap((target) => changedUrls(target, status, headers))
      if (changed.length > 0) invalidate([...changed, ...changed.map(pathNameOf)], 'gone')
      const groups = changedGroups(url, status, headers)
      if (groups.length > 0) invalidate(groups, 'stale')
      // A gateway's answer says nothing of what the server has done.
      if (status === 502 || status === 504) lost(request, url)
      const answer = isForReading && post ? post.keep(reply) : withStatus(reply, { fwd: 'method' })
      const telling = told()
      if (telling) await telling
      return answer
    } catch (error) {
      // The server may have done it although nobody knows.
      if (request.operation.attempts.length > 0 && outcomeOf({ error }) !== 'transient') lost(request, url)
      throw error
    }
  }

  function lost(request: CallRequest, url: string): void {
    invalidate([urlName(url), pathNameOf(urlName(url)), ...tagsOf(request).map(tagName)], 'stale')
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
