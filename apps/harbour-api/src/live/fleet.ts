import type { DatabaseSync } from 'node:sqlite'
import type { Sighting } from '../contract/link.ts'

/** How many vessels are on the chart. */
const ON_CHART = 14
const WIDTH = 1_000
const HEIGHT = 600
/** Chart units that a vessel makes good in a second for each knot. */
const UNITS_PER_KNOT = 0.35

interface Lane {
  readonly id: string
  readonly name: string
  readonly kind: Sighting['kind']
  readonly centre: readonly [x: number, y: number]
  readonly radii: readonly [x: number, y: number]
  /** Radians at time 0. */
  readonly phase: number
  readonly clockwise: 1 | -1
  readonly knots: number
}

/** Makes the vessels of the register that are not moored go round their lanes; where they are follows from the time alone. */
export function createFleet(database: DatabaseSync): (atMs: number) => Sighting[] {
  const rows = database
    .prepare(
      `SELECT id, name, kind FROM vessel WHERE movement IN ('under-way', 'approaching')
       AND id NOT IN (SELECT vessel_id FROM mooring WHERE left_ms IS NULL) ORDER BY id LIMIT ?`,
    )
    .all(ON_CHART) as unknown as readonly Pick<Lane, 'id' | 'name' | 'kind'>[]
  const lanes = rows.map(laneOf)
  return (atMs) => lanes.map((lane) => sightingOf(lane, atMs / 1_000))
}

function laneOf({ id, name, kind }: Pick<Lane, 'id' | 'name' | 'kind'>, index: number): Lane {
  const column = index % 4
  const row = Math.floor(index / 4)
  return {
    id,
    name,
    kind,
    centre: [150 + column * 235 + (row % 2) * 60, 110 + row * 125],
    radii: [60 + ((index * 37) % 60), 26 + ((index * 23) % 34)],
    phase: index * 1.7,
    clockwise: index % 2 === 0 ? 1 : -1,
    knots: 6 + ((index * 5) % 9),
  }
}

function sightingOf({ id, name, kind, centre, radii, phase, clockwise, knots }: Lane, seconds: number): Sighting {
  const [rx, ry] = radii
  // Near enough to the same speed all the way round.
  const angle = phase + (clockwise * seconds * knots * UNITS_PER_KNOT) / ((rx + ry) / 2)
  const x = Math.min(WIDTH - 20, Math.max(20, centre[0] + rx * Math.cos(angle)))
  const y = Math.min(HEIGHT - 20, Math.max(20, centre[1] + ry * Math.sin(angle)))
  const dx = -rx * Math.sin(angle) * clockwise
  const dy = ry * Math.cos(angle) * clockwise
  const course = (Math.round((Math.atan2(dx, -dy) * 180) / Math.PI) + 360) % 360
  return { id, name, kind, x: Math.round(x * 10) / 10, y: Math.round(y * 10) / 10, course, knots }
}
