import type { JsonSchema, JsonSchemaObject } from '../document/json-schema.ts'

/**
 * What carries the data of a message: `resumable` the frames of `@fairlead/ws/server` (`PROTOCOL.md`, version 1), `json` the objects
 * of `type` and `data` that `@fairlead/ws` writes for other servers, `data` nothing, for servers with a format of their own.
 */
export type Frames = 'data' | 'json' | 'resumable'

/** What a message is to the protocol, which gives it a number of that name. */
export type FrameKind = 'channel' | 'message' | 'reply' | 'request'

const NUMBER: JsonSchema = { type: 'integer', minimum: 0 }

const ERROR: JsonSchema = {
  description: 'Instead of data: the request has failed.',
  type: 'object',
  properties: { code: { type: 'string' }, message: { type: 'string' }, data: {} },
  required: ['code', 'message'],
}

/** What travels for a message. A reply is known by its number alone, and has data or an error. */
export function frameOf(
  frames: Frames,
  kind: FrameKind,
  name: string,
  data: JsonSchema,
  mayLackData: boolean,
): JsonSchema {
  if (frames === 'data') return data
  const isReply = kind === 'reply'
  const isNumbered = frames === 'resumable'
  const number = kind === 'message' ? undefined : isNumbered ? kind : 'id'
  const properties: Record<string, JsonSchema> = {
    ...(isNumbered && { seq: NUMBER }),
    ...(!isReply && { [isNumbered ? 'name' : 'type']: { const: name } }),
    ...(number !== undefined && { [number]: NUMBER }),
    data,
    ...(isReply && { error: ERROR }),
  }
  const optional = new Set(['error', ...(isReply || mayLackData ? ['data'] : [])])
  const frame: JsonSchemaObject = {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((member) => !optional.has(member)),
  }
  return frame
}
