// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { type Component, component } from '@fairlead/openapi/validate'

/** problem */
export interface Problem {
  readonly title?: string | undefined
  readonly status?: number | undefined
  readonly [name: string]: unknown
}

export const Problem: Component<Problem> = /* @__PURE__ */ component('problem', {
  type: 'object',
  properties: { title: { type: 'string' }, status: { type: 'integer' } },
  additionalProperties: true,
})
