import type { ReactNode } from 'react'
import type { StationState } from './station.ts'

const WIDTH = 1_000
const HEIGHT = 600
/** How far ahead a course is drawn for each knot. */
const AHEAD_PER_KNOT = 3.4

/** The harbour's water, with every vessel on the move, where she was, and where she is going. */
export function Chart({ sightings, wakes, state }: StationState): ReactNode {
  return (
    <svg
      className="chart"
      data-stale={state !== 'ready'}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Chart with ${sightings.length} vessels on the move`}
    >
      <g className="chart-grid" aria-hidden="true">
        {[200, 400, 600, 800].map((x) => (
          <line key={x} x1={x} y1={0} x2={x} y2={HEIGHT} />
        ))}
        {[150, 300, 450].map((y) => (
          <line key={y} x1={0} y1={y} x2={WIDTH} y2={y} />
        ))}
      </g>
      <path
        className="chart-land"
        d="M0 0h250c-40 26-92 30-120 58S70 96 0 104Zm1000 600H700c50-20 84-58 150-62s92-44 150-52Zm0-600v70c-46-6-70-30-120-32S790 18 770 0Z"
      />
      {sightings.map(({ id, name, kind, x, y, course, knots }) => {
        const radians = (course * Math.PI) / 180
        const [dx, dy] = [Math.sin(radians) * knots * AHEAD_PER_KNOT, -Math.cos(radians) * knots * AHEAD_PER_KNOT]
        const isLeft = x > WIDTH - 180
        return (
          <g key={id} className="chart-vessel" data-kind={kind}>
            <polyline points={(wakes.get(id) ?? []).map((point) => point.join()).join(' ')} />
            <line x1={x} y1={y} x2={x + dx} y2={y + dy} />
            <path d="M0-11 6 9H-6Z" transform={`translate(${x} ${y}) rotate(${course})`} />
            <text x={x + (isLeft ? -13 : 13)} y={y + 5} textAnchor={isLeft ? 'end' : 'start'}>
              {name}
            </text>
          </g>
        )
      })}
    </svg>
  )
}
