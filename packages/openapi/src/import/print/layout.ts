/** The width that lines are kept within, as far as they can be broken. */
const WIDTH = 120

/**
 * Text with places where it may be broken. A group is on one line where it fits, and else broken at each of its own lines.
 *
 * @see Philip Wadler, A prettier printer (2003)
 */
export type Layout =
  | string
  | readonly Layout[]
  | { readonly kind: 'group'; readonly of: Layout; readonly broken: boolean | 'never' }
  | { readonly kind: 'indent'; readonly of: Layout }
  | { readonly kind: 'line'; readonly flat: string }
  | { readonly kind: 'choice'; readonly broken: string; readonly flat: string }
  | { readonly kind: 'either'; readonly first: Layout; readonly second: Layout }

/** A line break, or a space where the group fits. */
export const line: Layout = { kind: 'line', flat: ' ' }
/** A line break, or nothing where the group fits. */
export const softline: Layout = { kind: 'line', flat: '' }

/** Kept on one line where it fits. @param broken whether it is broken in any case */
export const group = (of: Layout, broken = false): Layout => ({ kind: 'group', of, broken })
/** On one line in any case. */
export const unbroken = (of: Layout): Layout => ({ kind: 'group', of, broken: 'never' })
/** A group that is broken in any case. */
export const expanded = (layout: Layout): Layout =>
  typeof layout === 'object' && 'kind' in layout && layout.kind === 'group' ? { ...layout, broken: true } : layout
/** Two columns further in, from the next line on. */
export const indent = (of: Layout): Layout => ({ kind: 'indent', of })
/** What stands there where the group is broken, and where it is not. */
export const choice = (broken: string, flat = ''): Layout => ({ kind: 'choice', broken, flat })
/** The first where its first line fits, and else the second. */
export const either = (first: Layout, second: Layout): Layout => ({ kind: 'either', first, second })

/** Parts with something between each two. */
export function join(parts: readonly Layout[], between: Layout): Layout {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]))
}

/** Parts in brackets: on one line, or one a line with a comma after each. */
export function listed(open: string, parts: readonly Layout[], close: string, broken = false): Layout {
  if (parts.length === 0) return open + close
  const edge = open === '{' ? line : softline
  return group([open, indent([edge, join(parts, [',', line])]), choice(','), edge, close], broken)
}

interface Piece {
  readonly of: Layout
  readonly columns: number
  readonly flat: boolean
}

/** The text of a layout. */
export function render(layout: Layout): string {
  const out: string[] = []
  let column = 0
  const rest: Piece[] = [{ of: layout, columns: 0, flat: false }]
  const write = (text: string): void => {
    out.push(text)
    const end = text.lastIndexOf('\n')
    column = end < 0 ? column + text.length : text.length - end - 1
  }
  for (let piece = rest.pop(); piece; piece = rest.pop()) {
    const { of, columns, flat } = piece
    if (typeof of === 'string') write(of.includes('\n') ? of.replaceAll('\n', `\n${' '.repeat(columns)}`) : of)
    else if (isList(of)) pushAll(rest, of, columns, flat)
    else if (of.kind === 'indent') rest.push({ of: of.of, columns: columns + 2, flat })
    else if (of.kind === 'group')
      rest.push({ of: of.of, columns, flat: isFlat(of.broken, () => flat || fits(of.of, WIDTH - column, rest)) })
    else if (of.kind === 'choice') write(flat ? of.flat : of.broken)
    else if (of.kind === 'either')
      rest.push({ of: flat || fits(of.first, WIDTH - column, rest, false) ? of.first : of.second, columns, flat })
    else if (flat) write(of.flat)
    else {
      // No line ends with a space.
      out.push(out.pop()?.trimEnd() ?? '')
      write(`\n${' '.repeat(columns)}`)
    }
  }
  return out.join('')
}

function isFlat(broken: boolean | 'never', otherwise: () => boolean): boolean {
  return broken === 'never' || (!broken && otherwise())
}

/** Whether a layout fits on the line, together with what follows up to the next place where that may be broken. */
function fits(layout: Layout, width: number, rest: readonly Piece[], asFlat = true): boolean {
  let left = width
  let next = rest.length
  const stack: Piece[] = [{ of: layout, columns: 0, flat: asFlat }]
  for (;;) {
    const piece = stack.pop() ?? rest[--next]
    if (!piece) return true
    const { of, flat } = piece
    if (typeof of === 'string') {
      const end = of.indexOf('\n')
      left -= end < 0 ? of.length : end
      if (left < 0) return false
      if (end >= 0) return !flat
    } else if (isList(of)) pushAll(stack, of, 0, flat)
    else if (of.kind === 'indent') stack.push({ of: of.of, columns: 0, flat })
    else if (of.kind === 'group') {
      if (flat && of.broken === true) return false
      stack.push({ of: of.of, columns: 0, flat: isFlat(of.broken, () => flat) })
    } else if (of.kind === 'either') stack.push({ of: of.first, columns: 0, flat })
    else if (of.kind === 'choice') left -= (flat ? of.flat : of.broken).length
    else if (flat) left -= of.flat.length
    else return true
  }
}

function pushAll(stack: Piece[], parts: readonly Layout[], columns: number, flat: boolean): void {
  for (let index = parts.length - 1; index >= 0; index -= 1) stack.push({ of: parts[index] as Layout, columns, flat })
}

function isList(layout: Layout): layout is readonly Layout[] {
  return Array.isArray(layout)
}
