import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@cfworker/json-schema'
import { toAsyncApi } from '@fairlead/openapi'
import { type MessageContract, bytes, incoming } from '@fairlead/ws'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { refusal } from '../export/support/build.ts'

const INFO = { info: { title: 'Harbour', version: '1.0.0' } }
const Position = z.object({ id: z.string(), at: z.tuple([z.number(), z.number()]) }).meta({ id: 'Position' })

const link = {
  toClient: { moved: incoming(Position, { invalidates: ['positions'] }), photo: bytes },
  toServer: { moved: Position, steer: { schema: z.object({ course: z.number().default(0) }), class: 'volatile' } },
  requests: {
    depth: { input: z.object({ berth: z.string() }), output: z.object({ depthM: z.number() }), class: 'once-safe' },
  },
  channels: { vessel: { params: z.object({ id: z.string() }), messages: { left: z.null() } } },
} satisfies MessageContract

const document = toAsyncApi({ link }, { ...INFO, addresses: { link: '/live' } })
const { messages, schemas } = document.components

test('the server sends what is for clients, receives what is for it, and replies to requests', () => {
  expect(Object.entries(document.operations).map(([id, { action, reply }]) => [id, action, reply?.messages])).toEqual([
    ['link.toClient.moved', 'send', undefined],
    ['link.toClient.photo', 'send', undefined],
    ['link.toServer.moved', 'receive', undefined],
    ['link.toServer.steer', 'receive', undefined],
    ['link.requests.depth', 'receive', [{ $ref: '#/channels/link/messages/requests.depth.reply' }]],
    ['link.channels.vessel.left', 'send', undefined],
  ])
})

test('every reference leads somewhere', () => {
  const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, ref = '']) => ref)
  const found = refs.map((ref) =>
    ref.split('/').reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], document),
  )

  expect(refs.length).toBeGreaterThan(10)
  expect(found).not.toContain(undefined)
})

test('a channel stands for one connection, and one more for each subscription', () => {
  expect(Object.entries(document.channels).map(([id, { address }]) => [id, address])).toEqual([
    ['link', '/live'],
    ['link.channels.vessel', '/live'],
  ])
  expect(document.channels['link.channels.vessel']).toMatchObject({
    'x-subscription': { channel: 'vessel', params: { properties: { id: { type: 'string' } } } },
  })
})

test('payloads are the frames of the protocol', () => {
  expect(messages['link.toClient.moved']).toEqual({
    name: 'moved',
    payload: {
      type: 'object',
      properties: {
        seq: { type: 'integer', minimum: 0 },
        name: { const: 'moved' },
        data: { $ref: '#/components/schemas/Position' },
      },
      required: ['seq', 'name', 'data'],
    },
    'x-invalidates': ['positions'],
  })
  expect(messages['link.requests.depth']).toMatchObject({ payload: { required: ['seq', 'name', 'request', 'data'] } })
  expect(messages['link.requests.depth.reply']).toMatchObject({
    payload: { required: ['seq', 'reply'], properties: { data: expect.anything(), error: expect.anything() } },
  })
  expect(messages['link.channels.vessel.left']).toMatchObject({
    payload: { required: ['seq', 'name', 'channel', 'data'] },
  })
  expect(messages['link.toClient.photo']).toEqual({ name: 'photo', contentType: 'application/octet-stream' })
})

test('servers with other formats have other payloads', () => {
  const json = toAsyncApi({ link }, { ...INFO, frames: 'json' }).components.messages
  const data = toAsyncApi({ link }, { ...INFO, frames: 'data' }).components.messages

  expect(json['link.requests.depth']).toMatchObject({ payload: { required: ['type', 'id', 'data'] } })
  expect(data['link.toClient.moved']?.payload).toEqual({ $ref: '#/components/schemas/Position' })
})

test('schemas are in the dialect of AsyncAPI, shared by name, and as they travel', () => {
  expect(schemas).toEqual({
    Position: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        at: {
          type: 'array',
          items: [{ type: 'number' }, { type: 'number' }],
          additionalItems: false,
          minItems: 2,
          maxItems: 2,
        },
      },
      required: ['id', 'at'],
    },
  })
  expect(messages['link.toServer.steer']).toMatchObject({
    'x-delivery': 'volatile',
    payload: { properties: { data: { type: 'object', properties: { course: { type: 'number', default: 0 } } } } },
  })
})

test('what stands beside a reference is said in AsyncAPI as well', () => {
  const described = z.object({ last: Position.describe('Where she was') })
  const payload = toAsyncApi({ own: { toClient: { described } } }, { ...INFO, frames: 'data' }).components.messages[
    'own.toClient.described'
  ]

  expect(payload).toHaveProperty('payload.properties.last', {
    description: 'Where she was',
    allOf: [{ $ref: '#/components/schemas/Position' }],
  })
})

test('security schemes are written as in OpenAPI, and every server needs any of them', () => {
  const { components, servers } = toAsyncApi(
    { link },
    {
      ...INFO,
      servers: { live: { host: 'harbour.example', protocol: 'wss' } },
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'x-key' },
        officer: {
          type: 'oauth2',
          flows: { clientCredentials: { tokenUrl: 'https://id.example', scopes: { log: 'Read' } } },
        },
      },
    },
  )

  expect(servers?.['live']?.security).toEqual([
    { $ref: '#/components/securitySchemes/key' },
    { $ref: '#/components/securitySchemes/officer' },
  ])
  expect(components.securitySchemes).toEqual({
    key: { type: 'httpApiKey', in: 'header', name: 'x-key' },
    officer: {
      type: 'oauth2',
      flows: { clientCredentials: { tokenUrl: 'https://id.example', availableScopes: { log: 'Read' } } },
    },
  })
})

test('messages that cannot be shown are refused with message and field, and so are options that do not exist', () => {
  const bad = { toServer: { log: z.object({ lines: z.map(z.string(), z.string()) }) } }

  expect(refusal(() => toAsyncApi({ link: bad }, INFO))).toContain(
    'link.toServer.log at lines: Map has no form on the wire',
  )
  expect(refusal(() => toAsyncApi({ link }, { ...INFO, addresses: { lnk: '/live' } }))).toContain("'lnk'")
  expect(refusal(() => toAsyncApi({ link }, { ...INFO, adresses: {} } as never))).toContain("unknown option 'adresses'")
})

test('the document is one of AsyncAPI by its own schema, which a broken one is not', () => {
  const path = join(import.meta.dirname, '../../../../node_modules/@asyncapi/specs/schemas/3.0.0.json')
  const validator = new Validator(JSON.parse(readFileSync(path, 'utf8')) as object, '7')

  expect(validator.validate(document)).toMatchObject({ valid: true, errors: [] })
  const { info: _, ...nameless } = document
  expect(validator.validate(nameless).valid).toBe(false)
  const { operations } = document
  const broken = { ...document, operations: { ...operations, odd: { action: 'shout' } } }
  expect(validator.validate(broken).valid).toBe(false)
})
