// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { type Component, component } from '@fairlead/openapi/validate'
import { Kind } from './kind.ts'
import { Owner } from './owner.ts'

/** A ship. */
export interface Vessel {
  readonly id: string
  /** Name */
  readonly name: string
  readonly kind: Kind
  /** Whose it is. */
  readonly owner?: Owner | null | undefined
  readonly cargo?: { readonly [name: string]: number } | undefined
  readonly pin?: string | undefined
  /** @format date */
  readonly built?: string | undefined
}

export const Vessel: Component<Vessel> = /* @__PURE__ */ component(
  'vessel',
  {
    type: 'object',
    description: 'A ship.',
    required: ['id', 'name', 'kind'],
    properties: {
      id: { type: 'string', readOnly: true },
      name: { type: 'string', title: 'Name', maxLength: 80 },
      kind: { $ref: '#/$defs/kind' },
      owner: { oneOf: [{ $ref: '#/$defs/owner' }, { type: 'null' }], description: 'Whose it is.' },
      cargo: { type: 'object', additionalProperties: { type: 'number' } },
      pin: { type: 'string', writeOnly: true },
      built: { type: 'string', format: 'date' },
    },
  },
  () => [Kind, Owner],
)
