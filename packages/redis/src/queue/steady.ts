/** Makes a clock that never falls, from one that somebody may set back. */
export function steady(now: () => number): () => number {
  let latest = -Infinity
  let behind = 0
  return () => {
    const at = now() + behind
    if (at < latest) behind += latest - at
    return (latest = Math.max(latest, at))
  }
}
