// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { asText, get } from '@fairlead/core'
import { schema } from '@fairlead/openapi/validate'

/** `GET /health` */
export const getHealth = /* @__PURE__ */ get('/health', {
  accept: 'text/plain',
  responses: {
    200: /* @__PURE__ */ schema<string>({ type: 'string' }),
    503: /* @__PURE__ */ asText(/* @__PURE__ */ schema<string>({ type: 'string' })),
  },
  view: 'text',
  auth: 'public',
})
