// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { type Component, component } from '@fairlead/openapi/validate'

/** What it is for. */
export type Kind = 'tug' | 'tanker' | 'ferry'

export const Kind: Component<Kind> = /* @__PURE__ */ component('kind', {
  type: 'string',
  enum: ['tug', 'tanker', 'ferry'],
  description: 'What it is for.',
})
