// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { del, get, patch, post } from '@fairlead/core'
import { style } from '@fairlead/core/styles'
import { optional, schema } from '@fairlead/openapi/validate'
import { Kind } from './schemas/kind.ts'
import { Problem } from './schemas/problem.ts'
import { Vessel } from './schemas/vessel.ts'

/** Query of `list`. */
export interface ListQuery {
  readonly kind?: readonly Kind[] | undefined
  /** Counted from 1. @defaultValue `1` */
  readonly page?: number | undefined
}

/** Headers of `list`. */
export interface ListHeaders {
  /** @format uuid */
  readonly 'x-request-id': string
}

/**
 * List vessels
 *
 * In the order of their names.
 *
 * `GET /vessels`
 */
export const list = /* @__PURE__ */ get('/vessels', {
  query: /* @__PURE__ */ schema<ListQuery>(
    {
      type: 'object',
      properties: {
        kind: { type: 'array', items: { $ref: '#/$defs/kind' } },
        page: { type: 'integer', minimum: 1, default: 1, description: 'Counted from 1.' },
      },
    },
    () => [Kind],
  ),
  headers: /* @__PURE__ */ schema<ListHeaders>({
    type: 'object',
    properties: { 'x-request-id': { type: 'string', format: 'uuid' } },
    required: ['x-request-id'],
  }),
  styles: { query: { kind: /* @__PURE__ */ style('form', { explode: false }) } },
  responses: {
    200: /* @__PURE__ */ schema<readonly Vessel[]>({ type: 'array', items: { $ref: '#/$defs/vessel' } }, () => [
      Vessel,
    ]),
    '4XX': Problem,
    default: Problem,
  },
  summary: 'List vessels',
  description: 'In the order of their names.',
})

/** Answer 202 of `create`. */
export interface Create202 {
  /** @format date-time */
  readonly at: string
}

/** `POST /vessels` */
export const create = /* @__PURE__ */ post('/vessels', {
  body: /* @__PURE__ */ schema<Omit<Vessel, 'id'>>({ $ref: '#/$defs/vessel' }, () => [Vessel]),
  responses: {
    201: /* @__PURE__ */ schema<Omit<Vessel, 'pin'>>({ $ref: '#/$defs/vessel' }, () => [Vessel]),
    202: /* @__PURE__ */ schema<Create202>({
      type: 'object',
      required: ['at'],
      properties: { at: { type: 'string', format: 'date-time' } },
    }),
    422: Problem,
  },
})

/** Params of `get`. */
export interface GetParams {
  readonly id: string
}

/** `GET /vessels/{id}` */
const getEndpoint = /* @__PURE__ */ get('/vessels/{id}', {
  params: /* @__PURE__ */ schema<GetParams>({
    type: 'object',
    properties: { id: { type: 'string', readOnly: true } },
    required: ['id'],
  }),
  responses: {
    200: /* @__PURE__ */ schema<Omit<Vessel, 'pin'>>({ $ref: '#/$defs/vessel' }, () => [Vessel]),
    404: Problem,
  },
})

/** Params of `update`. */
export interface UpdateParams {
  readonly id: string
}

/** Body of `update`. */
export interface UpdateBody {
  readonly name?: string | undefined
  readonly berth?: string | null | undefined
}

/** `PATCH /vessels/{id}` @deprecated */
export const update = /* @__PURE__ */ patch('/vessels/{id}', {
  params: /* @__PURE__ */ schema<UpdateParams>({
    type: 'object',
    properties: { id: { type: 'string', readOnly: true } },
    required: ['id'],
  }),
  body: /* @__PURE__ */ optional(
    /* @__PURE__ */ schema<UpdateBody>({
      type: 'object',
      properties: { name: { type: 'string' }, berth: { type: ['string', 'null'] } },
    }),
  ),
  contentType: 'application/merge-patch+json',
  responses: {
    200: /* @__PURE__ */ schema<Omit<Vessel, 'pin'>>({ $ref: '#/$defs/vessel' }, () => [Vessel]),
  },
  deprecated: true,
})

/** Params of `delete`. */
export interface DeleteParams {
  readonly id: string
}

/** `DELETE /vessels/{id}` */
const deleteEndpoint = /* @__PURE__ */ del('/vessels/{id}', {
  params: /* @__PURE__ */ schema<DeleteParams>({
    type: 'object',
    properties: { id: { type: 'string', readOnly: true } },
    required: ['id'],
  }),
  responses: {
    204: null,
  },
})

export { getEndpoint as get, deleteEndpoint as delete }
