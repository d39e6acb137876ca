/** How bytes travel in one direction. */
export interface LinkConditions {
  /** @defaultValue 0 */
  readonly latencyMs?: number
  /** Added at random, up to this. Bytes never overtake one another. @defaultValue 0 */
  readonly jitterMs?: number
  /** @defaultValue Infinity */
  readonly bytesPerSecond?: number
  /** Bytes that are written at once at most. @defaultValue what arrived at once, or 20 ms of `bytesPerSecond` */
  readonly sliceBytes?: number
  /** Bytes under way at most; beyond it the sender is not read from. @defaultValue 262_144 */
  readonly bufferBytes?: number
}

/** Fails for a link that could not exist, at the call that asks for it. @throws RangeError */
export function checkConditions(conditions: LinkConditions = {}): void {
  const { latencyMs = 0, jitterMs = 0, bytesPerSecond = 1, sliceBytes = 1, bufferBytes = 1 } = conditions
  for (const [name, value] of Object.entries({ latencyMs, jitterMs })) {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name} is ${value}: it must be 0 or more`)
  }
  for (const [name, value] of Object.entries({ bytesPerSecond, sliceBytes, bufferBytes })) {
    if (!(value >= 1)) throw new RangeError(`${name} is ${value}: it must be 1 or more`)
  }
}
