import type { Reply, SharedReply } from '@fairlead/core'

/** A reply of which others get one as well: their bytes are copied before anybody may change them, their header is their own. */
export function sharedCopy(reply: Reply): Reply {
  let headers: Headers | undefined
  const { shared } = reply
  const common: { -readonly [member in keyof SharedReply]: SharedReply[member] } = {
    of: reply,
    fields: () => headers ?? reply.headers,
    memo: shared?.of === reply ? shared.memo : undefined,
  }
  return (common.of = {
    ...reply,
    get headers() {
      return (headers ??= new Headers(reply.headers))
    },
    shared: common,
  })
}
