import type { StationState } from './station.ts'

/** The chart's own measures. */
export const CHART = Object.freeze({ width: 1_000, height: 600 })

/** Where its water ends. */
export const LAND =
  'M0 0h250c-40 26-92 30-120 58S70 96 0 104Zm1000 600H700c50-20 84-58 150-62s92-44 150-52Zm0-600v70c-46-6-70-30-120-32S790 18 770 0Z'

/** How far ahead a course is drawn for each knot. */
const AHEAD_PER_KNOT = 3.4

/** Between a vessel and her name. */
const NAME_GAP = 13

/** What a letter of a name takes at most, near enough. */
const LETTER_WIDTH = 15

/** A vessel on the chart. */
export interface Mark {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly wake: string
  readonly from: readonly [x: number, y: number]
  readonly to: readonly [x: number, y: number]
  readonly transform: string
  /** Where her name stands: beside her, on the side where there is room. */
  readonly label: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'end' }
}

/** Every vessel on the move, where she was, and where she is going. */
export function marksOf({ sightings, wakes }: StationState): readonly Mark[] {
  return sightings.map(({ id, name, kind, x, y, course, knots }) => {
    const radians = (course * Math.PI) / 180
    const isLeft = x > CHART.width - NAME_GAP - LETTER_WIDTH * name.length
    return {
      id,
      name,
      kind,
      wake: (wakes.get(id) ?? []).map((point) => point.join()).join(' '),
      from: [x, y],
      to: [x + Math.sin(radians) * knots * AHEAD_PER_KNOT, y - Math.cos(radians) * knots * AHEAD_PER_KNOT],
      transform: `translate(${x} ${y}) rotate(${course})`,
      label: { x: x + (isLeft ? -NAME_GAP : NAME_GAP), y: y + 5, anchor: isLeft ? 'end' : 'start' },
    }
  })
}
