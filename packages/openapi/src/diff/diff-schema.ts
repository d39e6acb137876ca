import { own } from '../document/json-object.ts'
import { sameJson } from '../document/same-json.ts'
import type { SchemaFacts } from '../document/schema-facts.ts'
import type { ChangeKind, Changes } from './change.ts'
import { type Direction, type SchemaPlace, type SchemaView, viewOf } from './schema-view.ts'

/** Keywords that take away more the larger they are, and those that do the smaller they are. */
const LOWER = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']
const UPPER = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']

/** Finds what has changed in schemas: each pair is looked at once for each direction, so recursion comes to an end. */
export class SchemaDiff {
  readonly #before: SchemaFacts
  readonly #after: SchemaFacts
  readonly #changes: Changes
  readonly #seen = new Map<unknown, Map<unknown, Set<Direction>>>()

  constructor(before: SchemaFacts, after: SchemaFacts, changes: Changes) {
    this.#before = before
    this.#after = after
    this.#changes = changes
  }

  compare(before: SchemaPlace, after: SchemaPlace, direction: Direction): void {
    if (this.#known(before.schema, after.schema, direction)) return
    const old = viewOf(before, this.#before, direction)
    const now = viewOf(after, this.#after, direction)
    const report = (kind: ChangeKind, what: string, pointer = after.pointer): void =>
      this.#changes.add(kind, breaks(kind, direction), pointer, what)
    if (old.branches ?? now.branches) {
      this.#branches(old.branches ?? [before], now.branches ?? [after], direction)
      // Of a schema without alternatives all has been said: it has become one, or was one.
      if (!old.branches || !now.branches) return
    } else if (this.#types(before, after, report)) return
    compareValues(old, now, report)
    compareRules(old, now, report)
    this.#properties(old, now, after.pointer, direction)
    this.#others(old, now, after.pointer, direction)
    if (old.items ?? now.items) this.#inner(old.items, now.items, `${after.pointer}/items`, direction)
  }

  /** Whether the two share no type at all, so that there is nothing else to say. */
  #types(before: SchemaPlace, after: SchemaPlace, report: Report): boolean {
    const old = this.#before.typesOf(before.schema)
    const now = this.#after.typesOf(after.schema)
    const less = [...old].filter((type) => !now.has(type))
    const more = [...now].filter((type) => !old.has(type))
    if (old.size > 0 && less.length === old.size) {
      report('changed', `The type was ${named(old)} and is ${named(now)} now.`)
      return true
    }
    if (less.length > 0) report('narrowed', `It can no longer be ${named(less)}.`)
    if (more.length > 0) report('widened', `It can also be ${named(more)} now.`)
    return false
  }

  #properties(old: SchemaView, now: SchemaView, pointer: string, direction: Direction): void {
    for (const [name, place] of old.properties) {
      const there = now.properties.get(name)
      if (there) this.compare(place, there, direction)
      else this.#changes.add('removed', true, place.pointer, `The property '${name}' was removed.`)
      if (there && old.required.has(name) && !now.required.has(name)) {
        this.#changes.add(
          'optional',
          direction === 'answer',
          there.pointer,
          `The property '${name}' is no longer required.`,
        )
      }
      if (there && !old.required.has(name) && now.required.has(name)) {
        this.#changes.add('required', direction === 'request', there.pointer, `The property '${name}' is required now.`)
      }
    }
    const wasClosed = old.others?.schema === false || isNever(old.others?.schema)
    for (const [name, place] of now.properties) {
      if (old.properties.has(name)) continue
      const isNeeded = direction === 'request' && now.required.has(name)
      // Who was told that there is nothing else refuses it.
      const isRefused = direction === 'answer' && wasClosed
      const what = isNeeded ? `The property '${name}' was added and is required.` : `The property '${name}' was added.`
      this.#changes.add('added', isNeeded || isRefused, place.pointer, what)
    }
    for (const name of now.required) {
      if (old.required.has(name) || old.properties.has(name) || now.properties.has(name)) continue
      this.#changes.add('required', direction === 'request', pointer, `A member '${name}' is required now.`)
    }
  }

  /** What members may be that have no name. */
  #others(old: SchemaView, now: SchemaView, pointer: string, direction: Direction): void {
    const wasClosed = isNever(old.others?.schema)
    const isClosed = isNever(now.others?.schema)
    const report = (kind: ChangeKind, what: string): void =>
      this.#changes.add(kind, breaks(kind, direction), pointer, what)
    if (wasClosed && isClosed) return
    if (wasClosed) report('widened', 'It may have other members now.')
    else if (isClosed) report('narrowed', 'It may have no other members any more.')
    else if (old.others ?? now.others) this.#inner(old.others, now.others, `${pointer}/additionalProperties`, direction)
  }

  #inner(old: SchemaPlace | undefined, now: SchemaPlace | undefined, pointer: string, direction: Direction): void {
    this.compare(old ?? { schema: {}, pointer }, now ?? { schema: {}, pointer }, direction)
  }

  /** Finds out which alternative has become which. */
  #branches(old: readonly SchemaPlace[], now: readonly SchemaPlace[], direction: Direction): void {
    const left = [...now]
    const gone = old.filter((branch) => {
      const at = left.findIndex((other) => sameJson(branch.schema, other.schema))
      const found = at < 0 ? undefined : left.splice(at, 1)[0]
      if (found) this.compare(branch, found, direction)
      return found === undefined
    })
    const [only] = gone
    const [other] = left
    if (only && other && gone.length === 1 && left.length === 1) {
      this.compare(only, other, direction)
      return
    }
    for (const { pointer, schema } of gone) {
      this.#changes.add(
        'narrowed',
        breaks('narrowed', direction),
        pointer,
        `An alternative was removed: ${shown(schema)}.`,
      )
    }
    for (const { pointer, schema } of left) {
      this.#changes.add('widened', breaks('widened', direction), pointer, `An alternative was added: ${shown(schema)}.`)
    }
  }

  #known(before: unknown, after: unknown, direction: Direction): boolean {
    const others = this.#seen.get(before) ?? new Map<unknown, Set<Direction>>()
    this.#seen.set(before, others)
    const directions = others.get(after) ?? new Set()
    others.set(after, directions)
    const isKnown = directions.has(direction)
    directions.add(direction)
    return isKnown
  }
}

type Report = (kind: ChangeKind, what: string, pointer?: string) => void

/** Who sends a value is hurt when less is taken, and who reads one when more may come. */
function breaks(kind: ChangeKind, direction: Direction): boolean {
  return kind === 'changed' || kind === (direction === 'request' ? 'narrowed' : 'widened')
}

function compareValues({ values: old }: SchemaView, { values: now }: SchemaView, report: Report): void {
  if (!old && !now) return
  if (!old) report('narrowed', `It can only be ${listed(now ?? [])} now.`)
  else if (!now) report('widened', `It is no longer one of ${listed(old)}.`)
  else {
    const less = [...old].filter((value) => !now.has(value))
    const more = [...now].filter((value) => !old.has(value))
    if (less.length > 0) report('narrowed', `It can no longer be ${listed(less)}.`)
    if (more.length > 0) report('widened', `It can also be ${listed(more)} now.`)
  }
}

function compareRules({ rules: old }: SchemaView, { rules: now }: SchemaView, report: Report): void {
  for (const keyword of new Set([...old.keys(), ...now.keys()])) {
    const before = old.get(keyword)
    const after = now.get(keyword)
    if (sameJson(before, after)) continue
    const what = `\`${keyword}\` was ${shown(before)} and is ${shown(after)} now.`
    report(kindOf(keyword, before, after), what)
  }
}

function kindOf(keyword: string, before: unknown, after: unknown): ChangeKind {
  if (before === undefined) return 'narrowed'
  if (after === undefined) return 'widened'
  const isMore = Number(after) > Number(before)
  if (LOWER.includes(keyword)) return isMore ? 'narrowed' : 'widened'
  if (UPPER.includes(keyword)) return isMore ? 'widened' : 'narrowed'
  return 'changed'
}

/** A schema that nothing fits. */
function isNever(schema: unknown): boolean {
  return schema === false || sameJson(own(schema, 'not'), {})
}

const MAX_SHOWN_CHARS = 100

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'not there'
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text
}

function listed(values: Iterable<string>): string {
  const text = [...values].join(', ')
  return text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}…` : text
}

function named(types: Iterable<string>): string {
  const all = [...types]
  // A number may be whole, which is not worth a word.
  return all.filter((type) => type !== 'integer' || !all.includes('number')).join(' or ') || 'nothing'
}
