/** A pattern, and up to which length of a text it is looked at; 0 for never. */
export interface TamePattern {
  readonly pattern: string
  readonly maxLength: number
}

/** Steps that a pattern may take for one text. */
const MAX_STEPS = 1e8
/** From here on a repetition counts as one without an end. */
const MANY = 20

/**
 * How far a pattern can be trusted. The engine goes back and tries again: `n` repetitions after each other take the power of
 * `n + 1` of the text's length, and repetitions of what repeats or chooses more than any clock allows. Patterns that the
 * platform does not read are not looked at either.
 */
export function tame(pattern: string): TamePattern {
  const repeats = isReadable(pattern) ? repeatsIn(pattern) : undefined
  const maxLength =
    repeats === undefined ? 0 : repeats === 0 ? Number.POSITIVE_INFINITY : Math.floor(MAX_STEPS ** (1 / (repeats + 1)))
  return { pattern, maxLength }
}

function isReadable(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, 'u'))
  } catch {
    return false
  }
}

/** How many unbounded repetitions a pattern has, or undefined where they are inside of each other. */
function repeatsIn(pattern: string): number | undefined {
  // A back-reference repeats what cannot be known here.
  if (/\\[1-9k]/.test(pattern)) return undefined
  const tokens = pattern.matchAll(
    /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\)|\||[*+?]|\{(\d+)(?:,(\d*))?\}|./gsu,
  )
  let repeats = 0
  /** For each open group whether something inside of it repeats or chooses. */
  const groups: boolean[] = [false]
  let closed = false
  for (const [token, from, to] of tokens) {
    const isUnbounded =
      token === '*' || token === '+' || (from !== undefined && (to === '' || Number(to ?? from) > MANY))
    if (token.startsWith('(')) groups.push(false)
    else if (token === ')') {
      closed = groups.pop() ?? false
      if (closed) groups[groups.length - 1] = true
      continue
    } else if (token === '|') groups[groups.length - 1] = true
    else if (isUnbounded) {
      if (closed) return undefined
      repeats += 1
      groups[groups.length - 1] = true
    }
    closed = false
  }
  return repeats
}
