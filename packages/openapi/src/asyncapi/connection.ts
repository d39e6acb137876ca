import type { AnySchema, Schema } from '@fairlead/core'
import { shownTags } from '../export/cache-tags.ts'
import type { Direction } from '../export/components.ts'
import type { Describe } from '../export/describe.ts'
import { mayBeLeftOut } from '../export/may-be-left-out.ts'
import { typeName } from '../export/type-name.ts'
import type { AsyncChannel, AsyncMessage, AsyncOperation, Reference } from './asyncapi.ts'
import { type FrameKind, type Frames, frameOf } from './frames.ts'
import type { MessageSource, SocketContract } from './options.ts'

/** The parts of a document while it is written. */
export interface Written {
  readonly channels: Record<string, AsyncChannel>
  readonly operations: Record<string, AsyncOperation>
  readonly messages: Record<string, AsyncMessage>
}

/** One connection of a server. */
export interface Connection {
  readonly name: string
  readonly address: string
  readonly frames: Frames
}

/** A reference to a part of the document. */
export function refTo(...steps: readonly string[]): Reference {
  return { $ref: `#/${steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}` }
}

/** Adds the channels, operations and messages of one contract. */
export function writeConnection(
  contract: SocketContract,
  { name: connection, address, frames }: Connection,
  describe: Describe,
  { channels, operations, messages }: Written,
): void {
  /** Makes a channel that messages are added to. */
  const open = (id: string, more: object = {}): ((name: string, message: AsyncMessage) => Reference) => {
    const held: Record<string, Reference> = {}
    channels[id] = { address, ...more, messages: held }
    return (name, message) => {
      const key = `${id}.${name}`
      messages[key] = message
      held[name] = refTo('components', 'messages', key)
      return refTo('channels', id, 'messages', name)
    }
  }
  const messageOf = (
    path: string,
    name: string,
    source: MessageSource,
    kind: FrameKind,
    direction: Direction,
  ): AsyncMessage => {
    const schema = schemaOf(source)
    if (isBytes(schema)) return { name, contentType: 'application/octet-stream', ...factsOf(source) }
    const data = describe(schema, { direction, where: path, name: typeName(path), written: 'json' })
    return { name, payload: frameOf(frames, kind, name, data, mayBeLeftOut(schema)), ...factsOf(source) }
  }
  const operation = (id: string, action: 'receive' | 'send', channel: string, ref: Reference): void => {
    operations[id] = { action, channel: refTo('channels', channel), messages: [ref] }
  }

  const add = open(connection)
  for (const part of ['toClient', 'toServer'] as const) {
    for (const [name, source] of Object.entries(contract[part] ?? {})) {
      const path = `${connection}.${part}.${name}`
      const isSent = part === 'toClient'
      const message = messageOf(path, name, source, 'message', isSent ? 'answer' : 'request')
      operation(path, isSent ? 'send' : 'receive', connection, add(`${part}.${name}`, message))
    }
  }
  for (const [name, { input, output, class: own }] of Object.entries(contract.requests ?? {})) {
    const path = `${connection}.requests.${name}`
    const question = messageOf(path, name, input, 'request', 'request')
    const asked = add(`requests.${name}`, { ...question, ...(own && { 'x-delivery': own }) })
    const answer = messageOf(`${path}.reply`, `${name}.reply`, output, 'reply', 'answer')
    const answered = add(`requests.${name}.reply`, answer)
    operation(path, 'receive', connection, asked)
    const reply = { channel: refTo('channels', connection), messages: [answered] }
    operations[path] = { ...operations[path]!, reply }
  }
  for (const [name, { params, messages: told }] of Object.entries(contract.channels ?? {})) {
    const id = `${connection}.channels.${name}`
    const place = { direction: 'request', where: `${id}, params`, name: typeName(id), written: 'json' } as const
    // Subscriptions share the connection; the protocol tells them apart by their numbers.
    const tell = open(id, { 'x-subscription': { channel: name, ...(params && { params: describe(params, place) }) } })
    for (const [message, source] of Object.entries(told)) {
      const path = `${id}.${message}`
      operation(path, 'send', id, tell(message, messageOf(path, message, source, 'channel', 'answer')))
    }
  }
}

function schemaOf(source: MessageSource): AnySchema {
  return 'schema' in source ? source.schema : source
}

function factsOf(source: MessageSource): object {
  if (!('schema' in source)) return {}
  const stale = shownTags(source.invalidates as never, [])
  return { ...(source.class && { 'x-delivery': source.class }), ...(stale && { 'x-invalidates': stale }) }
}

/** Whether a schema is that for bytes, which no JSON Schema says. */
function isBytes(schema: AnySchema): boolean {
  const { jsonSchema, validate } = schema['~standard'] as Schema['~standard'] & { readonly jsonSchema?: unknown }
  if (jsonSchema) return false
  const takes = (value: unknown): boolean => {
    const result = validate(value)
    return !(result instanceof Promise) && !result.issues
  }
  return takes(new Uint8Array()) && !takes('')
}
