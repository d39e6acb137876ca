import { isJsonObject, type JsonObject, membersOf, objectsOf, own } from '../document/json-object.ts'
import { parameterKey } from '../document/parameter-list.ts'
import { below } from '../document/pointer.ts'
import { sameJson } from '../document/same-json.ts'
import type { Changes } from './change.ts'
import type { SchemaDiff } from './diff-schema.ts'
import { diffSecurity } from './diff-security.ts'
import type { Direction } from './schema-view.ts'

/** What operations are compared with. */
export interface OperationDiff {
  readonly changes: Changes
  readonly schemas: SchemaDiff
  /** Where shared parts are written. */
  readonly origins: ReadonlyMap<object, string>
}

/** One side of a comparison: a part of a document and where it is. */
interface Side {
  readonly node: JsonObject
  readonly pointer: string
  /** The names of the path's parameters, which count by their order alone. */
  readonly names: readonly string[]
}

/** Compares two operations of the same method and path. */
export function diffOperations(before: Side, after: Side, context: OperationDiff): void {
  const { changes } = context
  if (after.node['deprecated'] === true && before.node['deprecated'] !== true) {
    changes.add('deprecated', false, after.pointer, 'The operation is deprecated now.')
  }
  diffSecurity(before.node['security'], after.node['security'], below(after.pointer, 'security'), changes)
  diffParameters(before, after, context)
  diffBody(before, after, context)
  diffResponses(before, after, context)
}

function diffParameters(before: Side, after: Side, context: OperationDiff): void {
  const { changes, schemas, origins } = context
  const old = parametersOf(before, origins)
  const now = parametersOf(after, origins)
  for (const [key, { node, pointer, title }] of old) {
    const there = now.get(key)
    if (!there) {
      changes.add('removed', true, pointer, `The ${title} was removed.`)
      continue
    }
    if (node['required'] !== true && there.node['required'] === true) {
      changes.add('required', true, there.pointer, `The ${title} is required now.`)
    }
    if (node['required'] === true && there.node['required'] !== true) {
      changes.add('optional', false, there.pointer, `The ${title} is no longer required.`)
    }
    if (node['deprecated'] !== true && there.node['deprecated'] === true) {
      changes.add('deprecated', false, there.pointer, `The ${title} is deprecated now.`)
    }
    const isWritten = ['style', 'explode', 'allowReserved'].every((member) =>
      sameJson(node[member], there.node[member]),
    )
    const inContent = sameJson(typesIn(node), typesIn(there.node))
    if (!isWritten || !inContent)
      changes.add('changed', true, there.pointer, `The ${title} is written another way now.`)
    else schemas.compare(schemaIn({ node, pointer }), schemaIn(there), 'request')
  }
  for (const [key, { node, pointer, title }] of now) {
    if (old.has(key)) continue
    const isNeeded = node['required'] === true
    changes.add('added', isNeeded, pointer, `The ${title} was added${isNeeded ? ' and is required' : ''}.`)
  }
}

interface Named extends Omit<Side, 'names'> {
  readonly title: string
}

function parametersOf({ node, pointer, names }: Side, origins: OperationDiff['origins']): Map<string, Named> {
  return new Map(
    objectsOf(node['parameters']).map((parameter) => {
      const { in: place, name } = parameter as { in: unknown; name: string }
      // In a path the place counts, and another name changes nothing for the server.
      const key = place === 'path' ? `path:${names.indexOf(name)}` : parameterKey(place, name)
      const at = origins.get(parameter) ?? below(pointer, 'parameters', `${String(place)}:${name}`)
      return [key, { node: parameter, pointer: at, title: `${String(place)} parameter '${name}'` }]
    }),
  )
}

function typesIn({ content }: JsonObject): string[] | undefined {
  return isJsonObject(content) ? Object.keys(content) : undefined
}

function schemaIn({ node, pointer }: Omit<Side, 'names'>): { schema: unknown; pointer: string } {
  const [media] = membersOf(node['content'])
  return media
    ? { schema: own(media[1], 'schema') ?? {}, pointer: below(pointer, 'content', media[0], 'schema') }
    : { schema: node['schema'] ?? {}, pointer: below(pointer, 'schema') }
}

function diffBody(before: Side, after: Side, context: OperationDiff): void {
  const { changes, origins } = context
  const old = before.node['requestBody']
  const now = after.node['requestBody']
  const oldAt = placeOf(old, below(before.pointer, 'requestBody'), origins)
  const nowAt = placeOf(now, below(after.pointer, 'requestBody'), origins)
  if (isJsonObject(old) && isJsonObject(now)) {
    if (old['required'] !== true && now['required'] === true) {
      changes.add('required', true, nowAt, 'The body is required now.')
    }
    if (old['required'] === true && now['required'] !== true) {
      changes.add('optional', false, nowAt, 'The body is no longer required.')
    }
    diffContent(old['content'], now['content'], [oldAt, nowAt], 'request', context)
  } else if (isJsonObject(old)) changes.add('removed', true, oldAt, 'The body was removed.')
  else if (isJsonObject(now)) {
    const isNeeded = now['required'] === true
    changes.add('added', isNeeded, nowAt, `A body was added${isNeeded ? ' and is required' : ''}.`)
  }
}

function diffResponses(before: Side, after: Side, context: OperationDiff): void {
  const { changes, origins } = context
  const now = new Map(membersOf(after.node['responses']))
  const old = new Map(membersOf(before.node['responses']))
  for (const [status, response] of old) {
    const oldAt = placeOf(response, below(before.pointer, 'responses', status), origins)
    // What a range says holds for a status that it has in it.
    const key = [status, `${status[0]}XX`, ...(status.startsWith('2') ? [] : ['default'])].find((each) => now.has(each))
    if (key === undefined) {
      changes.add('removed', true, oldAt, `The answer ${status} was removed.`)
      continue
    }
    const there = now.get(key)
    const nowAt = placeOf(there, below(after.pointer, 'responses', key), origins)
    if (isJsonObject(response) && isJsonObject(there)) diffResponse(response, there, [oldAt, nowAt], context)
  }
  for (const [status, response] of now) {
    if (old.has(status)) continue
    const at = placeOf(response, below(after.pointer, 'responses', status), origins)
    changes.add('added', false, at, `The answer ${status} was added.`)
  }
}

function diffResponse(
  old: JsonObject,
  now: JsonObject,
  [oldAt, nowAt]: readonly [string, string],
  context: OperationDiff,
): void {
  const { changes } = context
  diffContent(old['content'], now['content'], [oldAt, nowAt], 'answer', context)
  const there = new Map(membersOf(now['headers']).map(([name, header]) => [name.toLowerCase(), header]))
  for (const [name, header] of membersOf(old['headers'])) {
    const at = below(nowAt, 'headers', name)
    const other = there.get(name.toLowerCase())
    if (other === undefined) {
      changes.add(
        'removed',
        true,
        below(oldAt, 'headers', name),
        `The header field '${name}' of the answer was removed.`,
      )
    } else {
      if (own(header, 'required') === true && own(other, 'required') !== true) {
        changes.add('optional', true, at, `The header field '${name}' may be missing now.`)
      }
      const schema = own(header, 'schema') ?? {}
      context.schemas.compare(
        { schema, pointer: below(oldAt, 'headers', name, 'schema') },
        { schema: own(other, 'schema') ?? {}, pointer: below(at, 'schema') },
        'answer',
      )
      there.delete(name.toLowerCase())
    }
  }
  for (const name of there.keys()) {
    if (membersOf(old['headers']).some(([each]) => each.toLowerCase() === name)) continue
    changes.add('added', false, below(nowAt, 'headers', name), `The header field '${name}' was added to the answer.`)
  }
}

function diffContent(
  old: unknown,
  now: unknown,
  [oldAt, nowAt]: readonly [string, string],
  direction: Direction,
  { changes, schemas }: OperationDiff,
): void {
  const there = new Map(membersOf(now))
  for (const [type, media] of membersOf(old)) {
    const other = there.get(type)
    if (other === undefined) {
      changes.add('removed', true, below(oldAt, 'content', type), `The media type ${type} was removed.`)
      continue
    }
    schemas.compare(
      { schema: own(media, 'schema') ?? {}, pointer: below(oldAt, 'content', type, 'schema') },
      { schema: own(other, 'schema') ?? {}, pointer: below(nowAt, 'content', type, 'schema') },
      direction,
    )
    if (!sameJson(own(media, 'encoding'), own(other, 'encoding'))) {
      changes.add(
        'changed',
        true,
        below(nowAt, 'content', type, 'encoding'),
        'Fields of the body are written another way now.',
      )
    }
  }
  for (const type of there.keys()) {
    if (own(old, type) !== undefined) continue
    changes.add('added', false, below(nowAt, 'content', type), `The media type ${type} was added.`)
  }
}

function placeOf(node: unknown, pointer: string, origins: OperationDiff['origins']): string {
  return (isJsonObject(node) ? origins.get(node) : undefined) ?? pointer
}
