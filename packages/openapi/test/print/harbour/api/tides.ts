// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { get } from '@fairlead/core'
import { Tide } from './schemas/tide.ts'

/** `GET /tides` */
export const tides = /* @__PURE__ */ get('/tides', {
  accept: 'text/event-stream',
  responses: {
    200: Tide,
  },
  view: 'stream',
})
