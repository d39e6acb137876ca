/** Where a call goes: what most of its figures are told apart by. */
export interface Place {
  readonly method: string
  readonly template: string
  readonly origin: string
}

/** Places as they come that are remembered. */
const MAX_PLACES = 2_000

/**
 * Makes a thing of each place once, because nearly every call is like one before. Maps in maps: a key put together of three
 * texts would be made, and hashed, for each call.
 */
export function byPlace<T>(make: (place: Place) => T): (place: Place) => T {
  const all = new Map<string, Map<string, Map<string, T>>>()
  let size = 0
  return (place) => {
    const { method, template, origin } = place
    const found = all.get(origin)?.get(method)?.get(template)
    if (found !== undefined) return found
    const made = make(place)
    if (size++ >= MAX_PLACES) return made
    const ofOrigin = all.get(origin) ?? new Map<string, Map<string, T>>()
    const ofMethod = ofOrigin.get(method) ?? new Map<string, T>()
    all.set(origin, ofOrigin.set(method, ofMethod.set(template, made)))
    return made
  }
}
