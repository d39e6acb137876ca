// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

export const operations: object = {
  'harbourDocuments.uploadPapers': {
    operationId: 'upload-papers',
    tags: ['harbour documents'],
    responses: { 201: { description: 'Kept.' } },
  },
  'harbourDocuments.readPaper': {
    operationId: 'read-paper',
    tags: ['harbour documents'],
    responses: { 200: { description: 'A scan.' } },
  },
}
