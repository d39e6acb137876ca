// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { type Component, component } from '@fairlead/openapi/validate'

/** unused */
export type Unused = string

export const Unused: Component<Unused> = /* @__PURE__ */ component('unused', { type: 'string' })
