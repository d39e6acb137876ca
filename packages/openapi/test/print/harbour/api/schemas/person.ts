// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { type Component, component } from '@fairlead/openapi/validate'

/** person */
export interface Person {
  readonly type: string
  readonly name: string
}

export const Person: Component<Person> = /* @__PURE__ */ component('person', {
  type: 'object',
  required: ['type', 'name'],
  properties: { type: { type: 'string' }, name: { type: 'string' } },
})
