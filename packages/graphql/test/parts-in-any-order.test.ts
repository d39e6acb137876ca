import { assert, nat, property } from 'fast-check'
import { expect, test } from 'vitest'
import { Assembly } from '../src/incremental.ts'
import {
  type Dice,
  type Piece,
  diceOf,
  inSomeOrder,
  putInPlace,
  someResponse,
  split,
} from './support/split-response.ts'

/** The format of 2022: each piece by its own path. */
const byPath = (_: Dice, pieces: readonly Piece[]) => ({
  incremental: pieces.map(({ path, data, items, at = 0 }) => (items ? { path: [...path, at], items } : { path, data })),
})

/** The format before that: a piece is the whole part. */
const asPart = (dice: Dice, [piece]: readonly Piece[]) => byPath(dice, [piece!]).incremental[0]!

/** The format of 2023: each piece by an id, whose path is that of the piece or one above it. */
function byId() {
  let last = 0
  return (dice: Dice, pieces: readonly Piece[]) => {
    const told = pieces.map(({ path, data, items }) => {
      const above = items ? path.length : dice(path.length + 1)
      const id = String(++last)
      const inside = above < path.length ? { subPath: path.slice(above) } : {}
      return { id, path: path.slice(0, above), patch: { id, ...inside, ...(items ? { items } : { data }) } }
    })
    return {
      pending: told.map(({ id, path }) => ({ id, path })),
      incremental: told.map(({ patch }) => patch),
      completed: told.map(({ id }) => ({ id })),
    }
  }
}

/** So that whatever changes it throws. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const each of Object.values(Object.freeze(value))) frozen(each)
  return value
}

test.each([
  ['of 2022', () => byPath, 3],
  ['of before 2022', () => asPart, 1],
  ['of 2023', byId, 3],
])('in the format %s, pieces in any order and grouping make what they were cut from', (_, format, most) => {
  let pieces = 0
  assert(
    property(nat(), (seed) => {
      const dice = diceOf(seed)
      const whole = someResponse(dice)
      const { left, pieces: cut } = split(dice, whole, [])
      const order = inSomeOrder(dice, cut)
      pieces += order.length
      const part = format()
      const assembly = new Assembly()
      const expected = structuredClone(left)
      const shown = [frozen(assembly.add({ data: frozen(structuredClone(left)), hasNext: true }).soFar().data)]
      expect(shown[0]).toEqual(left)
      while (order.length > 0) {
        const some = order.splice(0, 1 + dice(most))
        for (const each of some) putInPlace(expected, structuredClone(each))
        const isLast = order.length === 0 && dice(2) === 0
        assembly.add(frozen({ ...structuredClone(part(dice, some)), hasNext: !isLast }))
        // Not each of them is looked at: those that are not share what they copy.
        if (order.length > 0 && dice(2) === 0) continue
        const result = assembly.soFar()
        expect(result).toMatchObject({ errors: [], hasNext: !isLast })
        expect(result.data).toEqual(expected)
        shown.push(frozen(result.data))
      }
      expect(shown.at(-1)).toEqual(whole)
    }),
    { numRuns: 400 },
  )
  // A property of nothing would hold.
  expect(pieces).toBeGreaterThan(400)
})
