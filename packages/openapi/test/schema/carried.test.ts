import { createClient, fetchTransport, get, post, type Schema } from '@fairlead/core'
import { component, optional, schema, type Component } from '@fairlead/openapi/schema'
import { component as checkedComponent } from '@fairlead/openapi/validate'
import { describe, expect, expectTypeOf, test } from 'vitest'

interface Vessel {
  readonly id: string
  readonly berth?: Berth | undefined
}
interface Berth {
  readonly number: number
  readonly vessels: readonly Vessel[]
}
const Vessel: Component<Vessel> = component(
  'Vessel',
  { type: 'object', properties: { id: { type: 'string' }, berth: { $ref: '#/$defs/Berth' } }, required: ['id'] },
  () => [Berth],
)
const Berth: Component<Berth> = component(
  'Berth',
  { type: 'object', properties: { vessels: { type: 'array', items: { $ref: '#/$defs/Vessel' } } } },
  () => [Vessel],
)
const target = { target: 'draft-2020-12' }
const standard = Vessel['~standard']

describe('a schema that carries its JSON Schema', () => {
  test('gives a component as a reference, with every definition that it needs, cycles included', () => {
    expect(standard.jsonSchema.input(target)).toEqual({
      $ref: '#/$defs/Vessel',
      $defs: { Vessel: Vessel['~source'].document, Berth: Berth['~source'].document },
    })
    expect(standard.jsonSchema.output(target)).toEqual(standard.jsonSchema.input(target))
  })

  test('gives an unnamed schema as it is, with the definitions that it needs', () => {
    const list = schema<readonly Vessel[]>({ type: 'array', items: { $ref: '#/$defs/Vessel' } }, () => [Vessel])
    expect(list['~standard'].jsonSchema.output(target)).toMatchObject({
      type: 'array',
      $defs: { Vessel: { type: 'object' }, Berth: { type: 'object' } },
    })
    expect(schema({ type: 'string' })['~standard'].jsonSchema.input(target)).toEqual({ type: 'string' })
    expect(schema(true)['~standard'].jsonSchema.input(target)).toEqual({})
    expect(schema(false)['~standard'].jsonSchema.input(target)).toEqual({ not: {} })
  })

  test('refers to names that a pointer cannot hold as they are', () => {
    const odd = component('a/b~c «d»', { type: 'string' })
    expect(odd['~standard'].jsonSchema.input(target)).toHaveProperty('$ref', '#/$defs/a~1b~0c%20%C2%ABd%C2%BB')
  })

  test('refuses another dialect, and two components of one name', () => {
    expect(() => standard.jsonSchema.input({ target: 'draft-07' })).toThrow(/draft-2020-12, not as draft-07/)
    const other = component('Vessel', { type: 'null' })
    const both = schema({}, () => [Vessel, other])
    expect(() => both['~standard'].jsonSchema.input(target)).toThrow("two components are named 'Vessel'")
  })

  test('checks nothing but that a value is there, or not even that', () => {
    expect(standard.validate(5)).toEqual({ value: 5 })
    expect(standard.validate(undefined)).toEqual({ issues: [{ message: 'is missing' }] })
    expect(optional(Vessel)['~standard'].validate(undefined)).toEqual({ value: undefined })
    expect(optional(Vessel)['~standard'].jsonSchema.input(target)).toEqual(standard.jsonSchema.input(target))
  })

  test('tells the client its type', async () => {
    const client = createClient({
      baseUrl: 'https://harbour.example',
      contract: {
        byId: get('/vessels/{id}', { responses: { 200: Vessel } }),
        add: post('/vessels', { body: optional(Vessel), responses: { 201: null } }),
      },
      transport: fetchTransport({ fetch: () => Promise.reject(new Error('nothing is sent')) }),
    })
    expectTypeOf(client.api.byId).returns.resolves.toEqualTypeOf<Vessel>()
    expectTypeOf(client.api.add).toBeCallableWith({})
    expectTypeOf(optional(Vessel)).toExtend<Schema<Vessel | undefined>>()
    expectTypeOf(checkedComponent).toEqualTypeOf(component)
    await expect(client.api.byId({ params: { id: '1' } })).rejects.toThrow()
  })
})
