// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

export const operations: object = {
  'health.getHealth': {
    operationId: '',
    tags: [],
    security: [],
    responses: { 200: { description: 'Fine.' }, 503: { description: 'Down.', contentType: 'text/plain' } },
  },
}
