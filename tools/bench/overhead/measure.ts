/** One call, made and read to its end. */
export type Operation = () => Promise<unknown>

/** What a call costs beside the bare one, measured in turns in the same process. */
export interface Measured {
  readonly bareUs: number
  readonly us: number
}

const warmUpOperations = 4000
const rounds = 40
const operationsARound = 400

/**
 * Runs both in turns, so that whatever slows the machine slows both, and takes the 25th percentile of each, which other
 * programs disturb least.
 * @param nowUs microseconds used so far
 */
export async function measure(bare: Operation, operation: Operation, nowUs: () => number): Promise<Measured> {
  for (const each of [bare, operation]) for (let i = 0; i < warmUpOperations; i++) await each()
  const spent: [bare: number[], operation: number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    // The one that comes first changes from round to round: it may inherit the other's garbage.
    for (const which of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const each = which === 0 ? bare : operation
      const before = nowUs()
      for (let i = 0; i < operationsARound; i++) await each()
      spent[which].push((nowUs() - before) / operationsARound)
    }
  }
  return { bareUs: quarter(spent[0]), us: quarter(spent[1]) }
}

function quarter(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN
}
