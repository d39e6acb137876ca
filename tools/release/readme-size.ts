/** What size-limit says of one line of its file. */
export interface Weight {
  readonly name: string
  /** Minified and compressed with gzip, in bytes. */
  readonly size: number
  readonly sizeLimit: number
}

const line = /^\*\*Size:\*\* ([\d.]+) kB .*$/m
/** The end of the first block of commands, which says how to install the package. */
const installed = /^```sh\n[\s\S]*?^```\n/m
/** A figure that is this much off misleads; what is less is noise of a release. */
const tolerance = 0.03

/** The size that a README tells, as text, or undefined. */
export function written(readme: string): string | undefined {
  return line.exec(readme)?.[0]
}

/** True where a README tells no size, that of something else, or one that is more than 3 % off. */
export function differs(readme: string, weight: Weight): boolean {
  const [all, kiloBytes] = line.exec(readme) ?? []
  if (all === undefined || !all.includes(`(${weight.name})`)) return true
  return Math.abs(Number(kiloBytes) * 1000 - weight.size) > weight.size * tolerance
}

/**
 * The README with the size of now, in the place of the line before or below how to install.
 * @throws Error when it has neither
 */
export function withSize(readme: string, { name, size }: Weight): string {
  const text = `**Size:** ${(size / 1000).toFixed(1)} kB minified and gzipped (${name}).`
  if (line.test(readme)) return readme.replace(line, text)
  if (!installed.test(readme)) throw new Error('the README does not say how to install the package')
  return readme.replace(installed, (block) => `${block}\n${text}\n`)
}
