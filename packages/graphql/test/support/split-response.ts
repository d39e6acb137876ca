type Path = readonly (string | number)[]
type Tree = Record<string | number, unknown>

/** A whole number from 0, below the one given. */
export type Dice = (sides: number) => number

/** Dice that fall the same for the same seed. */
export function diceOf(seed: number): Dice {
  let state = seed
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

/** One later piece of a response: members of an object, or the next items of a list. */
export interface Piece {
  readonly path: Path
  readonly data?: object
  readonly items?: readonly unknown[]
  /** The index of the first item. */
  readonly at?: number
  /** Pieces that belong into this one, or after it. */
  readonly within: readonly Piece[]
}

const NAMES = ['id', 'docs', 'me', 'constructor', 'length', '0', '', 'ü']
const SCALARS = [null, 0, -1.5, '', 'Ida', true, false]

/** Some response: objects with members of all kinds, some deep. */
export function someResponse(dice: Dice, depth = 4): Tree {
  const names = Array.from({ length: 1 + dice(4) }, () => NAMES[dice(NAMES.length)]!)
  return Object.fromEntries(names.map((name) => [name, someValue(dice, depth - 1)]))
}

function someValue(dice: Dice, depth: number): unknown {
  const kind = depth <= 0 ? 0 : dice(3)
  if (kind === 1) return someResponse(dice, depth)
  if (kind === 2) return Array.from({ length: dice(5) }, () => someValue(dice, depth - 1))
  return SCALARS[dice(SCALARS.length)]
}

/** Takes parts out of a value, at random. @returns what is left, and the pieces that were taken out */
export function split(
  dice: Dice,
  value: unknown,
  path: Path,
): { readonly left: unknown; readonly pieces: readonly Piece[] } {
  if (typeof value !== 'object' || value === null) return { left: value, pieces: [] }
  if (Array.isArray(value)) {
    const cut = dice(3) === 0 ? dice(value.length + 1) : value.length
    const { left, pieces } = splitEach(dice, value.slice(0, cut), path, 0)
    return { left, pieces: [...pieces, ...streamed(dice, value, path, cut)] }
  }
  const left: Tree = {}
  const later: Tree = {}
  const pieces: Piece[] = []
  const inLater: Piece[] = []
  for (const [name, each] of Object.entries(value)) {
    const isLater = dice(3) === 0
    const inner = split(dice, each, [...path, name])
    const tree = isLater ? later : left
    tree[name] = inner.left
    ;(isLater ? inLater : pieces).push(...inner.pieces)
  }
  if (Object.keys(later).length > 0) pieces.push({ path, data: later, within: inLater })
  return { left, pieces }
}

function splitEach(dice: Dice, items: readonly unknown[], path: Path, from: number) {
  const inner = items.map((item, index) => split(dice, item, [...path, from + index]))
  return { left: inner.map(({ left }) => left), pieces: inner.flatMap(({ pieces }) => pieces) }
}

/** The rest of a list, in one or more pieces that follow each other. */
function streamed(dice: Dice, list: readonly unknown[], path: Path, from: number): Piece[] {
  if (from >= list.length) return []
  const to = from + 1 + dice(list.length - from)
  const { left, pieces } = splitEach(dice, list.slice(from, to), path, from)
  return [{ path, items: left, at: from, within: [...pieces, ...streamed(dice, list, path, to)] }]
}

/** The pieces in some order in which each comes after what it belongs into. */
export function inSomeOrder(dice: Dice, pieces: readonly Piece[]): Piece[] {
  const open = [...pieces]
  const order: Piece[] = []
  while (open.length > 0) {
    const [next] = open.splice(dice(open.length), 1)
    if (!next) break
    order.push(next)
    open.push(...next.within)
  }
  return order
}

/** Puts a piece into a tree as simply as can be: in place. */
export function putInPlace(tree: unknown, { path, data, items }: Piece): void {
  let at = tree as Tree
  for (const step of path) at = at[step] as Tree
  if (items) (at as unknown as unknown[]).push(...items)
  else Object.assign(at, data)
}
