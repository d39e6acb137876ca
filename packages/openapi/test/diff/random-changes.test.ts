import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffDocuments } from '../../src/diff/diff-documents.ts'

type Parts = Readonly<Record<string, unknown>>

/** A schema as the generator knows it: an object with members of plain types, some of them objects again. */
interface Shape {
  readonly members: Readonly<Record<string, Member>>
  readonly required: readonly string[]
}
type Member = { readonly enum: readonly string[] } | { readonly max: number } | Shape

const leaf: fc.Arbitrary<Member> = fc.oneof(
  fc.record({ enum: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 2, maxLength: 4 }) }),
  fc.record({ max: fc.integer({ min: 5, max: 50 }) }),
)
const shape: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape; member: Member }>((tie) => ({
  member: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('shape')),
  shape: fc
    .dictionary(fc.constantFrom('p', 'q', 'r', 's', 'x-y', 'a/b', 'nullable'), tie('member'), {
      minKeys: 1,
      maxKeys: 4,
    })
    .chain((members) => fc.subarray(Object.keys(members)).map((required) => ({ members: { ...members }, required }))),
})).shape

interface Edit {
  readonly name: string
  readonly breaks: { readonly request: boolean; readonly answer: boolean }
  /** The shape after it, or undefined where it cannot be done. */
  readonly apply: (before: Shape, member: string) => Shape | undefined
}

const without = (members: Shape['members'], name: string): Shape['members'] =>
  Object.fromEntries(Object.entries(members).filter(([each]) => each !== name))
const enumOf = ({ members }: Shape, name: string): readonly string[] | undefined => {
  const member = members[name]
  return member && 'enum' in member ? member.enum : undefined
}
const maxOf = ({ members }: Shape, name: string): number | undefined => {
  const member = members[name]
  return member && 'max' in member ? member.max : undefined
}

const edits: readonly Edit[] = [
  {
    name: 'remove',
    breaks: { request: true, answer: true },
    apply: ({ members, required }, name) => ({
      members: without(members, name),
      required: required.filter((each) => each !== name),
    }),
  },
  {
    name: 'add',
    breaks: { request: false, answer: false },
    apply: ({ members, required }) => ({ members: { ...members, fresh: { max: 1 } }, required }),
  },
  {
    name: 'add required',
    breaks: { request: true, answer: false },
    apply: ({ members, required }) => ({
      members: { ...members, fresh: { max: 1 } },
      required: [...required, 'fresh'],
    }),
  },
  {
    name: 'require',
    breaks: { request: true, answer: false },
    apply: ({ members, required }, name) =>
      required.includes(name) ? undefined : { members, required: [...required, name] },
  },
  {
    name: 'no longer require',
    breaks: { request: false, answer: true },
    apply: ({ members, required }, name) =>
      required.includes(name) ? { members, required: required.filter((each) => each !== name) } : undefined,
  },
  {
    name: 'take a value away',
    breaks: { request: true, answer: false },
    apply: (before, name) => {
      const values = enumOf(before, name)
      return values && { ...before, members: { ...before.members, [name]: { enum: values.slice(1) } } }
    },
  },
  {
    name: 'add a value',
    breaks: { request: false, answer: true },
    apply: (before, name) => {
      const values = enumOf(before, name)
      return values && { ...before, members: { ...before.members, [name]: { enum: ['new', ...values] } } }
    },
  },
  {
    name: 'lower a maximum',
    breaks: { request: true, answer: false },
    apply: (before, name) => {
      const max = maxOf(before, name)
      return max === undefined ? undefined : { ...before, members: { ...before.members, [name]: { max: max - 1 } } }
    },
  },
  {
    name: 'raise a maximum',
    breaks: { request: false, answer: true },
    apply: (before, name) => {
      const max = maxOf(before, name)
      return max === undefined ? undefined : { ...before, members: { ...before.members, [name]: { max: max + 1 } } }
    },
  },
]

/** Does an edit somewhere: at the end of the ways that `turns` choose. */
function edited(before: Shape, edit: Edit, [turn = 0, ...turns]: readonly number[]): Shape | undefined {
  const names = Object.keys(before.members)
  const name = names[turn % names.length] ?? ''
  const member = before.members[name]
  if (turns.length > 0 && member && 'members' in member) {
    const inner = edited(member, edit, turns)
    return inner && { ...before, members: { ...before.members, [name]: inner } }
  }
  return edit.apply(before, name)
}

function schemaOf(member: Member): Parts {
  if ('enum' in member) return { type: 'string', enum: member.enum }
  if ('max' in member) return { type: 'integer', maximum: member.max }
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(member.members).map(([name, each]) => [name, schemaOf(each)])),
    required: member.required,
  }
}

/** The same schema in two operations, by name or written out in each. */
function documentOf(direction: 'answer' | 'request', whole: Shape, isNamed: boolean): Parts {
  const schema = isNamed ? { $ref: '#/components/schemas/S' } : schemaOf(whole)
  const content = { 'application/json': { schema } }
  const operation =
    direction === 'request'
      ? { requestBody: { content }, responses: {} }
      : { responses: { 200: { description: 'D', content } } }
  // As a text has it: no two places are the same object.
  return asText({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: { '/a': { post: operation }, '/b': { post: operation } },
    components: { schemas: { S: schemaOf(whole) } },
  })
}

function asText(value: Parts): Parts {
  return JSON.parse(JSON.stringify(value)) as Parts
}

describe.each(['request', 'answer'] as const)('of a random change in a schema of a %s', (direction) => {
  const cases = fc.record({
    before: shape,
    edit: fc.constantFrom(...edits),
    turns: fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }),
    isNamed: fc.boolean(),
  })

  it('each is known, once, and whether it breaks', () => {
    let done = 0
    fc.assert(
      fc.property(cases, ({ before, edit, turns, isNamed }) => {
        const after = edited(before, edit, turns)
        fc.pre(after !== undefined)
        done += 1
        const changes = diffDocuments(documentOf(direction, before, isNamed), documentOf(direction, after, isNamed))
        expect(changes).toHaveLength(isNamed ? 1 : 2)
        expect(changes.every(({ breaking }) => breaking === edit.breaks[direction])).toBe(true)
      }),
      { numRuns: 300 },
    )
    expect(done).toBeGreaterThan(100)
  })

  it('nothing is found where nothing has changed', () => {
    fc.assert(
      fc.property(shape, fc.boolean(), fc.boolean(), (whole, was, is) => {
        expect(diffDocuments(documentOf(direction, whole, was), documentOf(direction, whole, is))).toEqual([])
      }),
      { numRuns: 50 },
    )
  })
})
