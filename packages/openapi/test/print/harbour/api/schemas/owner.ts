// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { type Component, component } from '@fairlead/openapi/validate'
import { Company } from './company.ts'
import { Person } from './person.ts'

/** owner */
export type Owner = (Person & { readonly type: 'human' }) | (Company & { readonly type: 'company' })

export const Owner: Component<Owner> = /* @__PURE__ */ component(
  'owner',
  {
    oneOf: [{ $ref: '#/$defs/person' }, { $ref: '#/$defs/company' }],
    discriminator: { propertyName: 'type', mapping: { human: '#/$defs/person' } },
  },
  () => [Person, Company],
)
