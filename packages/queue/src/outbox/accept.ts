import { type CallRequest, type TagSource, configError, isSecretHeader } from '@fairlead/core'
import type { OutboxEntry } from './entry.ts'
import type { SendOptions } from './options.ts'

/** A body as it is stored, and its media type. */
export interface StoredBody {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string | null
}

/**
 * Makes an entry of a call: what goes out later is what would have gone out now, without what proves who calls.
 *
 * @throws `config` for a body that is there once only
 */
export async function entryOf(request: CallRequest, intent: SendOptions): Promise<OutboxEntry> {
  const { operation, method, url, session, auth, secretHeaders, scope } = request
  const { now, randomUUID } = scope.runtime
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers))
    if (!isSecretHeader(name) && !secretHeaders?.includes(name) && name !== KEY) headers[name] = value
  const body = await storedBody(request)
  if (body?.type) headers['content-type'] ??= body.type
  return {
    id: randomUUID(),
    seq: 0,
    lane: intent.lane ?? operation.template,
    identity: auth === 'session' ? session.identity : '',
    method,
    template: operation.template,
    url,
    headers,
    body: body?.bytes,
    key: intent.idempotencyKey ?? request.headers[KEY] ?? randomUUID(),
    ...inputOf(request),
    tags: tagsOf(request),
    merge: intent.merge,
    createdAt: now(),
    state: 'pending',
    attempts: 0,
    notBefore: 0,
    lease: undefined,
    failure: undefined,
  }
}

/** The field that makes a write safe to repeat. */
export const KEY = 'idempotency-key'

async function storedBody({ body, operation }: CallRequest): Promise<StoredBody | undefined> {
  if (!body) return undefined
  if (!body.replayable) throw configError('`body` is a stream, which cannot be stored; give its bytes', operation)
  // The platform knows how it would write forms, and says so.
  const written = new Response(body.open())
  const type = body.type ?? written.headers.get('content-type')
  return { bytes: new Uint8Array(await written.arrayBuffer()), type }
}

/** The parts of the input that the stored request does not show. */
function inputOf({ input: { params, query } }: CallRequest): Pick<OutboxEntry, 'input'> {
  try {
    return { input: JSON.parse(JSON.stringify({ params, query })) as OutboxEntry['input'] }
  } catch {
    return {}
  }
}

/** What a success will change, as far as it can be told before. */
function tagsOf({ endpoint, input }: CallRequest): readonly string[] {
  const source: TagSource<never> | undefined = endpoint?.definition.invalidates
  if (typeof source !== 'function') return source ?? []
  try {
    return (source as (facts: object) => readonly string[])({ ...input, data: undefined })
  } catch {
    // It wants to know the answer.
    return []
  }
}

/** Makes a stored body of what a program gives. @throws `config` for what JSON cannot write */
export function bodyOf(body: unknown): StoredBody {
  if (ArrayBuffer.isView(body)) {
    const { buffer, byteOffset, byteLength } = body
    return { bytes: new Uint8Array(buffer, byteOffset, byteLength).slice(), type: null }
  }
  let text: string | undefined
  try {
    text = JSON.stringify(body)
  } catch {
    // Said below.
  }
  if (text === undefined) throw configError('outbox: `body` is nothing that JSON can write')
  return { bytes: new TextEncoder().encode(text), type: 'application/json' }
}
