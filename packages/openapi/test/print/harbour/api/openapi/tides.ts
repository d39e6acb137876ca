// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

export const operations: object = {
  'tides.tides': {
    operationId: 'tides',
    tags: [],
    responses: { 200: { description: 'As they come.' } },
  },
}
