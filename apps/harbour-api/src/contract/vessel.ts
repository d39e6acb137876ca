import { z } from 'zod'
import { Mooring } from './mooring.ts'

/** What a vessel is built for. */
export const VesselKind = z
  .enum(['container', 'tanker', 'bulk', 'ferry', 'cruise', 'fishing', 'tug', 'sailing'])
  .meta({ id: 'VesselKind' })
export type VesselKind = z.output<typeof VesselKind>

/** What a vessel is doing now. */
export const VesselStatus = z.enum(['moored', 'anchored', 'approaching', 'under-way']).meta({ id: 'VesselStatus' })
export type VesselStatus = z.output<typeof VesselStatus>

/** A vessel as the control room lists it. */
export const Vessel = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: VesselKind,
    /** Two letters of ISO 3166-1. */
    flag: z.string().length(2),
    /** Seven digits, given for the vessel's whole life. */
    imo: z.string(),
    callSign: z.string(),
    lengthM: z.number(),
    beamM: z.number(),
    draughtM: z.number(),
    status: VesselStatus,
    /** Null while she is not alongside. */
    mooring: Mooring.nullable(),
  })
  .meta({ id: 'Vessel' })
export type Vessel = z.output<typeof Vessel>

/** A vessel's file: the vessel and where she has been. */
export const VesselFile = Vessel.extend({
  master: z.string(),
  lastPort: z.string(),
  builtYear: z.number().int(),
  grossTonnage: z.number().int(),
  /** Past stays in this authority's harbours, the latest first. */
  history: z.array(Mooring),
}).meta({ id: 'VesselFile' })
export type VesselFile = z.output<typeof VesselFile>

/** Which vessels to list. Left out means all. */
export const VesselQuery = z.object({
  /** Part of a name, a call sign or an IMO number. */
  q: z.string().trim().max(60).optional(),
  kind: VesselKind.optional(),
  status: VesselStatus.optional(),
  flag: z.string().length(2).optional(),
  /** Only vessels moored in this harbour. */
  harbour: z.string().max(40).optional(),
  sort: z.enum(['name', 'length', 'draught']).default('name'),
  page: z.coerce.number<number>().int().min(1).max(1000).default(1),
  pageSize: z.coerce.number<number>().int().min(1).max(100).default(20),
})
export type VesselQuery = z.output<typeof VesselQuery>

/** One page of the list, with the size of the whole. */
export const VesselPage = z
  .object({
    items: z.array(Vessel),
    total: z.number().int(),
    page: z.number().int(),
    pageCount: z.number().int(),
    /** Every flag in the register, for the filter. */
    flags: z.array(z.string()),
  })
  .meta({ id: 'VesselPage' })
export type VesselPage = z.output<typeof VesselPage>

/** The path parameter of one vessel. */
export const VesselId = z.object({ id: z.string().min(1).max(60) })
