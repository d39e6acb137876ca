// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

export const operations: object = {
  'vessels.list': {
    operationId: 'vessels/list',
    responses: {
      200: { description: 'All of them.' },
      '4XX': { description: 'What is wrong.' },
      default: { description: 'What is wrong.' },
    },
  },
  'vessels.create': {
    operationId: 'vessels/create',
    responses: {
      201: { description: 'Made.' },
      202: { description: 'Will be made.' },
      422: { description: 'What is wrong.' },
    },
  },
  'vessels.get': {
    operationId: 'vessels/get',
    responses: { 200: { description: 'It.' }, 404: { description: 'What is wrong.' } },
  },
  'vessels.update': {
    operationId: 'vessels/update',
    responses: { 200: { description: 'Changed.' } },
  },
  'vessels.delete': {
    operationId: 'vessels/delete',
    responses: { 204: { description: 'Gone.' } },
  },
}
