/** The lines that only one of two texts has, the first `most` of them, marked with `-` and `+` as in a patch. Order is no part of it. */
export function difference(before: string, after: string, most = 20): string {
  const [was, is] = [before.split('\n'), after.split('\n')]
  const lines = [...without(was, is).map((line) => `- ${line}`), ...without(is, was).map((line) => `+ ${line}`)]
  if (lines.length === 0) return '(the same lines in another order)'
  return lines.length > most
    ? [...lines.slice(0, most), `… and ${lines.length - most} more`].join('\n')
    : lines.join('\n')
}

/** Lines of `these` that are left when each line of `those` has taken one of its kind away. */
function without(these: readonly string[], those: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const line of those) counts.set(line, (counts.get(line) ?? 0) + 1)
  return these.filter((line) => {
    const left = counts.get(line) ?? 0
    counts.set(line, left - 1)
    return left <= 0
  })
}
