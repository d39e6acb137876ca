// Made by fairlead-openapi from Harbour control 2.4.0. Do not edit: the next import writes it anew.
/* eslint-disable */

export * as harbourDocuments from './harbour-documents.ts'
export * as health from './health.ts'
export * as tides from './tides.ts'
export * as vessels from './vessels.ts'
