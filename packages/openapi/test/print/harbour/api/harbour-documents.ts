// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

import { get, post } from '@fairlead/core'
import { schema } from '@fairlead/openapi/validate'

/** Params of `uploadPapers`. */
export interface UploadPapersParams {
  readonly id: string
}

/** Body of `uploadPapers`. */
export interface UploadPapersBody {
  readonly file: Blob | Uint8Array
  readonly pages?: number | undefined
}

/** `POST /vessels/{id}/papers` */
export const uploadPapers = /* @__PURE__ */ post('/vessels/{id}/papers', {
  params: /* @__PURE__ */ schema<UploadPapersParams>({
    type: 'object',
    properties: { id: { type: 'string' } },
    required: ['id'],
  }),
  body: /* @__PURE__ */ schema<UploadPapersBody>({
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' }, pages: { type: 'integer' } },
  }),
  bodyType: 'multipart',
  responses: {
    201: null,
  },
})

/** Params of `readPaper`. */
export interface ReadPaperParams {
  readonly id: string
}

/** `GET /papers/{id}` */
export const readPaper = /* @__PURE__ */ get('/papers/{id}', {
  params: /* @__PURE__ */ schema<ReadPaperParams>({
    type: 'object',
    properties: { id: { type: 'string' } },
    required: ['id'],
  }),
  accept: 'image/png',
  responses: {
    200: /* @__PURE__ */ schema<Blob | Uint8Array>({ type: 'string', contentMediaType: 'application/octet-stream' }),
  },
  view: 'bytes',
})
