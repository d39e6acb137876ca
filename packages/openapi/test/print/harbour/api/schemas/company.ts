// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { type Component, component } from '@fairlead/openapi/validate'
import { Vessel } from './vessel.ts'

/** company */
export interface Company {
  readonly type: string
  readonly vessels: readonly Vessel[]
}

export const Company: Component<Company> = /* @__PURE__ */ component(
  'company',
  {
    type: 'object',
    required: ['type', 'vessels'],
    properties: { type: { type: 'string' }, vessels: { type: 'array', items: { $ref: '#/$defs/vessel' } } },
  },
  () => [Vessel],
)
