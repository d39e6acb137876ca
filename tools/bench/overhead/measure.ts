/** One call, made and read to its end. */
export type Operation = () => Promise<unknown>

/** What a call costs beside the bare one, measured in turns in the same process. */
export interface Measured {
  readonly bareUs: number
  readonly us: number
}

const rounds = 40
/** Enough for the compiler to settle, and an end for calls that cost a hundred times the usual. */
const warmUp = { operations: 4000, us: 1_000_000 }
/** Long beside the steps of the clock, which are 100 µs in a page. */
const roundUs = 5000

/**
 * Runs both in turns, so that whatever slows the machine slows both, and takes the 25th percentile of each, which other
 * programs disturb least.
 * @param nowUs microseconds used so far
 */
export async function measure(bare: Operation, operation: Operation, nowUs: () => number): Promise<Measured> {
  const repeats = [await settle(bare, nowUs), await settle(operation, nowUs)] as const
  const spent: [bare: number[], operation: number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    // The one that comes first changes from round to round: it may inherit the other's garbage.
    for (const which of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const each = which === 0 ? bare : operation
      const before = nowUs()
      for (let i = 0; i < repeats[which]; i++) await each()
      spent[which].push((nowUs() - before) / repeats[which])
    }
  }
  return { bareUs: quarter(spent[0]), us: quarter(spent[1]) }
}

/** Warms an operation up and says how often it fits into a round. */
async function settle(operation: Operation, nowUs: () => number): Promise<number> {
  const startedUs = nowUs()
  let done = 0
  while (done < warmUp.operations && nowUs() - startedUs < warmUp.us) {
    for (let i = 0; i < 100; i++) await operation()
    done += 100
  }
  return Math.max(10, Math.round((roundUs * done) / (nowUs() - startedUs)))
}

function quarter(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN
}
