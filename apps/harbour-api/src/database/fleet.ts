import type { VesselKind } from '../contract/vessel.ts'

/** Harbours with their berths as `[name, lengthM, depthM, the kind that is seeded there]`. */
export const harbours: readonly {
  id: string
  name: string
  berths: readonly [string, number, number, VesselKind][]
}[] = [
  {
    id: 'northgate',
    name: 'Northgate',
    berths: [
      ['Container Quay 1', 400, 16.5, 'container'],
      ['Container Quay 2', 400, 16.5, 'container'],
      ['Container Quay 3', 320, 14, 'container'],
      ['Oil Jetty East', 280, 15.5, 'tanker'],
      ['Oil Jetty West', 220, 12.5, 'tanker'],
      ['Ore Pier', 300, 17, 'bulk'],
    ],
  },
  {
    id: 'saint-brannock',
    name: 'Saint Brannock',
    berths: [
      ['Ferry Ramp A', 215, 8, 'ferry'],
      ['Ferry Ramp B', 190, 7.5, 'ferry'],
      ['Cruise Terminal', 350, 10.5, 'cruise'],
      ['Town Quay North', 120, 6, 'sailing'],
      ['Town Quay South', 120, 5.5, 'sailing'],
    ],
  },
  {
    id: 'cold-haven',
    name: 'Cold Haven',
    berths: [
      ['Fish Market 1', 60, 5, 'fishing'],
      ['Fish Market 2', 60, 5, 'fishing'],
      ['Fish Market 3', 45, 4.5, 'fishing'],
      ['Ice House', 80, 6.5, 'fishing'],
      ['Tug Basin', 40, 5.5, 'tug'],
    ],
  },
  {
    id: 'merrow-sound',
    name: 'Merrow Sound',
    berths: [
      ['Grain Wharf', 230, 12, 'bulk'],
      ['Timber Wharf', 180, 9, 'bulk'],
      ['Visitors East', 30, 3.5, 'sailing'],
      ['Visitors West', 24, 3, 'sailing'],
      ['Long Mole', 160, 7, 'ferry'],
    ],
  },
]

/** How large the vessels of a kind are, in metres; a vessel's draught and beam follow from her length. */
export interface Build {
  readonly lengthM: readonly [number, number]
  readonly beamPerLength: number
  readonly draughtPerLength: number
  readonly tonnagePerCubicM: number
}

/** The builds of all kinds. */
export const builds: Readonly<Record<VesselKind, Build>> = {
  container: { lengthM: [210, 398], beamPerLength: 0.145, draughtPerLength: 0.039, tonnagePerCubicM: 0.55 },
  tanker: { lengthM: [140, 274], beamPerLength: 0.17, draughtPerLength: 0.058, tonnagePerCubicM: 0.6 },
  bulk: { lengthM: [150, 292], beamPerLength: 0.15, draughtPerLength: 0.059, tonnagePerCubicM: 0.5 },
  ferry: { lengthM: [96, 212], beamPerLength: 0.15, draughtPerLength: 0.033, tonnagePerCubicM: 1.1 },
  cruise: { lengthM: [180, 345], beamPerLength: 0.12, draughtPerLength: 0.026, tonnagePerCubicM: 1.4 },
  fishing: { lengthM: [18, 64], beamPerLength: 0.24, draughtPerLength: 0.092, tonnagePerCubicM: 0.4 },
  tug: { lengthM: [24, 38], beamPerLength: 0.34, draughtPerLength: 0.15, tonnagePerCubicM: 0.35 },
  sailing: { lengthM: [11, 58], beamPerLength: 0.25, draughtPerLength: 0.13, tonnagePerCubicM: 0.2 },
}

/** Names by kind: the fleet. */
export const names: Readonly<Record<VesselKind, readonly string[]>> = {
  container: [
    'Aurora Borealis',
    'Cape Meridian',
    'Ever Patient',
    'Helvetia Bridge',
    'Kestrel Pacific',
    'Maren Solberg',
    'Northern Ledger',
    'Orient Compass',
    'Sable Horizon',
    'Tramontane',
  ],
  tanker: [
    'Amber Current',
    'Bow Halcyon',
    'Fjord Carrier',
    'Kuroshio',
    'Lydia Strand',
    'Petra Voyager',
    'Stolt Albatross',
    'Vega Lantern',
  ],
  bulk: [
    'Anna Corvina',
    'Baltic Wheat',
    'Grain Merchant',
    'Ironbark',
    'Lake Superior Star',
    'Nord Quartz',
    'Rio Tanaro',
    'Western Ore',
  ],
  ferry: ['Isle of Brannock', 'Queen of the Sound', 'Saint Piran', 'Skarven', 'Stena Merrow', 'Tern'],
  cruise: ['Celestine', 'Majestic Solstice', 'Odyssey Blue', 'Silver Petrel'],
  fishing: [
    'Agnes May',
    'Bonny Lass',
    'Cold Comfort',
    'Guillemot',
    'Havörn',
    'Morning Herring',
    'Ocean Harvest',
    'Provider II',
    'Sankt Olav',
    'Widgeon',
  ],
  tug: ['Bruiser', 'Dogger', 'Fairlead', 'Little Hercules', 'Smit Marlin', 'Towmaster'],
  sailing: ['Anemone', 'Blue Lantern', 'Curlew', 'Gullmaren', 'Joshua', 'Pen Duick', 'Suhaili', 'Wanderer'],
}

/** Flags, the frequent ones more than once. */
export const flags: readonly string[] = [
  'PA',
  'PA',
  'LR',
  'LR',
  'MH',
  'MT',
  'NO',
  'DK',
  'GB',
  'NL',
  'DE',
  'SG',
  'FR',
  'SE',
]

/** Ports that vessels come from. */
export const ports: readonly string[] = [
  'Rotterdam',
  'Antwerp',
  'Bergen',
  'Gdańsk',
  'Le Havre',
  'Valencia',
  'Gothenburg',
  'Felixstowe',
  'Reykjavík',
  'Piraeus',
  'Hamburg',
  'Tórshavn',
]

/** Family names of masters. */
export const masters: readonly string[] = [
  'A. Lindqvist',
  'B. Okafor',
  'C. Haugen',
  'D. Marchetti',
  'E. Tanaka',
  'F. Brandt',
  'G. Nair',
  'H. van Dijk',
  'I. Kowalska',
  'J. Ferreira',
  'K. Ó Briain',
  'L. Santos',
  'M. Petrov',
  'N. Bergström',
]
