/** One sample as it was read. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What an exposition says. */
export interface Parsed {
  readonly types: Readonly<Record<string, string>>
  readonly samples: readonly Sample[]
}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"/y

/**
 * Reads the text format 0.0.4, and what we write of OpenMetrics, character by character as its grammar says and knowing nothing of what wrote it.
 *
 * @throws Error for a line that the grammar does not have, and for a series that is there twice
 */
export function parse(text: string): Parsed {
  if (!text.endsWith('\n') && text !== '') throw new Error('The last line does not end.')
  const types: Record<string, string> = {}
  const samples: Sample[] = []
  const seen = new Set<string>()
  for (const line of text.split('\n').slice(0, -1)) {
    const comment = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line)
    if (comment?.[1] === 'TYPE') types[comment[2] ?? ''] = comment[3] ?? ''
    if (comment || line === '# EOF') continue
    const sample = readSample(line)
    const key = JSON.stringify([
      sample.name,
      Object.entries(sample.labels)
        .map(([label, value]) => `${label}=${value.length}:${value}`)
        .toSorted(),
    ])
    if (seen.has(key)) throw new Error(`There twice: ${line}`)
    seen.add(key)
    samples.push(sample)
  }
  return { types, samples }
}

function readSample(line: string): Sample {
  NAME.lastIndex = 0
  const [name] = NAME.exec(line) ?? []
  if (name === undefined) throw new Error(`No name: ${line}`)
  let at = name.length
  const labels: Record<string, string> = Object.create(null) as Record<string, string>
  if (line[at] === '{') {
    do {
      LABEL.lastIndex = at + 1
      const [all = '', label = '', value = ''] = LABEL.exec(line) ?? []
      if (all === '' || label in labels) throw new Error(`No label, or there twice: ${line}`)
      labels[label] = value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character))
      at += 1 + all.length
    } while (line[at] === ',')
    if (line[at++] !== '}') throw new Error(`Labels that do not end: ${line}`)
  }
  const value = /^ (\+Inf|-Inf|NaN|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(line.slice(at))?.[1]
  if (value === undefined) throw new Error(`No value: ${line}`)
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) }
}
