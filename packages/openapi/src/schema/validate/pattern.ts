/** A pattern, and up to which length of a text it is looked at; 0 for never. */
export interface TamePattern {
  readonly pattern: string
  readonly maxLength: number
}

/** Steps that a pattern may take for one text. */
const MAX_STEPS = 1e8
/** From here on a repetition counts as one without an end. */
const MANY = 20

/** In how many ways a part can match: `times` in any text, and times its length to the power of `powers`. */
interface Ways {
  readonly times: number
  readonly powers: number
}

const ONE: Ways = { times: 1, powers: 0 }

/**
 * How far a pattern can be trusted. The engine goes back and tries again: what may be there or not, a choice and a repetition
 * multiply the ways, and a repetition of what has several ways takes longer than any clock allows. Patterns that the platform
 * does not read are not looked at either.
 */
export function tame(pattern: string): TamePattern {
  const ways = isReadable(pattern) ? waysOf(pattern) : undefined
  if (!ways || ways.times > MAX_STEPS) return { pattern, maxLength: 0 }
  if (isOne(ways)) return { pattern, maxLength: Number.POSITIVE_INFINITY }
  // From each place of the text on.
  return { pattern, maxLength: Math.floor((MAX_STEPS / ways.times) ** (1 / (ways.powers + 1))) }
}

function isReadable(pattern: string): boolean {
  try {
    return Boolean(new RegExp(pattern, 'u'))
  } catch {
    return false
  }
}

const TOKENS = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\)|\||[*+?]|\{(\d+)(?:,(\d*))?\}|./gsu

/** A group that is being read: its alternatives so far, and the one that is read. */
class Group {
  #before: Ways = { times: 0, powers: 0 }
  #current = ONE
  /** What a quantifier would be of. */
  last = ONE

  part(ways: Ways): void {
    this.#current = { times: this.#current.times * this.last.times, powers: this.#current.powers + this.last.powers }
    this.last = ways
  }

  choice(): void {
    this.#before = this.end()
    this.#current = this.last = ONE
  }

  end(): Ways {
    this.part(ONE)
    const { times, powers } = this.#before
    return { times: times + this.#current.times, powers: Math.max(powers, this.#current.powers) }
  }
}

/** The ways of a pattern, or undefined where they have no bound that helps. */
function waysOf(pattern: string): Ways | undefined {
  // A back-reference repeats what cannot be known here.
  if (/\\[1-9k]/.test(pattern)) return undefined
  const groups = [new Group()]
  let isQuantified = false
  for (const [token, from, to] of pattern.matchAll(TOKENS)) {
    const group = groups.at(-1) as Group
    const isLazy: boolean = isQuantified && token === '?'
    isQuantified = !isLazy && (/^[*+?]$/.test(token) || from !== undefined)
    if (isQuantified) {
      const ways = repeated(group.last, ...rangeOf(token, from, to))
      if (!ways) return undefined
      group.last = ways
    } else if (token.startsWith('(')) groups.push(new Group())
    else if (token === ')') {
      groups.pop()
      groups.at(-1)?.part(group.end())
    } else if (token === '|') group.choice()
    else if (!isLazy) group.part(ONE)
  }
  return groups[0]?.end()
}

function rangeOf(token: string, from?: string, to = from): [least: number, most: number] {
  if (from === undefined) return [token === '+' ? 1 : 0, token === '?' ? 1 : Number.POSITIVE_INFINITY]
  return [Number(from), to === '' ? Number.POSITIVE_INFINITY : Number(to)]
}

function repeated(ways: Ways, least: number, most: number): Ways | undefined {
  if (isOne(ways))
    return least === most ? ONE : most > MANY ? { times: 1, powers: 1 } : { times: most - least + 1, powers: 0 }
  if (most > MANY) return undefined
  let times = 0
  for (let count = least; count <= most; count += 1) times += ways.times ** count
  return { times, powers: ways.powers * most }
}

function isOne({ times, powers }: Ways): boolean {
  return times === 1 && powers === 0
}
