// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { type Component, component } from '@fairlead/openapi/validate'

/** tide */
export interface Tide {
  /** In metres. */
  readonly height: number
}

export const Tide: Component<Tide> = /* @__PURE__ */ component('tide', {
  type: 'object',
  required: ['height'],
  properties: { height: { type: 'number', description: 'In metres.' } },
})
