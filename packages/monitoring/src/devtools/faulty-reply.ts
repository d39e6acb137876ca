import { type CallRequest, FairleadError, type Next, type Reply, asFetchRejects } from '@fairlead/core'
import type { FaultRule } from './fault-rules.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** What an attempt gets that a rule makes fail. */
export async function faultyReply(rule: FaultRule, request: CallRequest, next: Next): Promise<Reply> {
  const { status, body, offline } = rule
  const { scope, url } = request
  // The code of a connection that was never made: nothing can have been done by it.
  if (offline) throw new FairleadError('network', scope.where, `offline ${WHOSE}`, { code: 'ENETUNREACH' })
  if (status !== undefined) return answer(status, url)
  if (body) return damaged(await next(request), body, request)
  throw new FairleadError('network', scope.where, `the connection failed ${WHOSE}`)
}

const WHOSE = '(a fault of devtools)'

function answer(status: number, url: string): Reply {
  const hasBody = ![204, 205, 304].includes(status)
  const problem = { title: 'A fault of devtools', status }
  const headers = new Headers(hasBody ? { 'content-type': 'application/problem+json' } : {})
  // Without it, a 401 would be none (RFC 9110 section 11.6.1, RFC 6750 section 3).
  if (status === 401) headers.set('www-authenticate', 'Bearer error="invalid_token"')
  return { status, url, headers, body: hasBody ? new TextEncoder().encode(JSON.stringify(problem)) : null }
}

function damaged(reply: Reply, how: 'cut' | 'broken', request: CallRequest): Reply {
  const { body } = reply
  if (!body || ('byteLength' in body && body.byteLength === 0)) return reply
  const headers = new Headers(reply.headers)
  // A store that outlives the page would show the damage long after the fault.
  headers.set('cache-control', 'no-store')
  const cut = (): FairleadError => new FairleadError('network', request.scope.where, `the body ended early ${WHOSE}`)
  if (body instanceof ReadableStream) {
    const [stream, settled] = damagedStream(body, how === 'cut' ? cut : undefined, request.streamed === 'always')
    return { ...reply, headers, body: stream, settled }
  }
  if (how === 'cut') throw cut()
  return { ...reply, headers, body: brokenBytes(body) }
}

/** The first half, and a byte that no text and no JSON has. */
function brokenBytes(bytes: Bytes): Bytes {
  const half = bytes.byteLength >> 1
  const broken = new Uint8Array(half + 1)
  broken.set(bytes.subarray(0, half))
  return broken
}

/** A body of which half of the first chunk comes; its end, and the promise of its end, are those of the fault. */
function damagedStream(
  body: ReadableStream<Bytes>,
  cut: (() => FairleadError) | undefined,
  asFetch: boolean,
): [ReadableStream<Bytes>, Promise<unknown>] {
  const reader = body.getReader()
  const { promise: settled, resolve: settle } = Promise.withResolvers<unknown>()
  let isBegun = false
  const source: UnderlyingDefaultSource<Bytes> = {
    async pull(controller) {
      try {
        const { value } = isBegun ? {} : await reader.read()
        isBegun = true
        if (value) return controller.enqueue(cut ? value.subarray(0, value.byteLength >> 1) : brokenBytes(value))
      } catch (error) {
        settle(error)
        return controller.error(error)
      }
      const error = cut?.()
      reader.cancel(error).catch(() => {})
      settle(error)
      if (error) controller.error(asFetch ? asFetchRejects(error) : error)
      else controller.close()
    },
    async cancel(reason) {
      settle(undefined)
      await reader.cancel(reason)
    },
  }
  return [new ReadableStream(source, { highWaterMark: 0 }), settled]
}
