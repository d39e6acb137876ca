import { CHART, LAND, marksOf } from 'harbour-room/chart/chart-shapes'
import type { StationState } from 'harbour-room/chart/station'
import type { ReactNode } from 'react'

/** The harbour's water, with every vessel on the move, where she was, and where she is going. */
export function Chart(station: StationState): ReactNode {
  const marks = marksOf(station)
  return (
    <svg
      className="chart"
      data-stale={station.state !== 'ready'}
      viewBox={`0 0 ${CHART.width} ${CHART.height}`}
      role="img"
      aria-label={`Chart with ${marks.length} vessels on the move`}
    >
      <g className="chart-grid" aria-hidden="true">
        {[200, 400, 600, 800].map((x) => (
          <line key={x} x1={x} y1={0} x2={x} y2={CHART.height} />
        ))}
        {[150, 300, 450].map((y) => (
          <line key={y} x1={0} y1={y} x2={CHART.width} y2={y} />
        ))}
      </g>
      <path className="chart-land" d={LAND} />
      {marks.map(({ id, name, kind, wake, from, to, transform, label }) => (
        <g key={id} className="chart-vessel" data-kind={kind}>
          <polyline points={wake} />
          <line x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} />
          <path d="M0-11 6 9H-6Z" transform={transform} />
          <text x={label.x} y={label.y} textAnchor={label.anchor}>
            {name}
          </text>
        </g>
      ))}
    </svg>
  )
}
