/** One line of the chart: successes in each second. */
export interface Line {
  readonly name: string
  readonly perSecond: readonly number[]
  readonly color: string
}

const WIDTH = 760
const HEIGHT = 320
const LEFT = 52
const TOP = 36
const BOTTOM = 72

/** Draws goodput over time, with the seconds of trouble shaded. Readable on light and dark ground. */
export function chart(lines: readonly Line[], trouble: readonly [from: number, to: number], most: number): string {
  const seconds = lines[0]?.perSecond.length ?? 1
  const x = (second: number): number => LEFT + (second / seconds) * (WIDTH - LEFT - 16)
  const y = (value: number): number => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM)
  const path = ({ perSecond }: Line): string =>
    smooth(perSecond)
      .map((value, second) => `${second === 0 ? 'M' : 'L'}${x(second).toFixed(1)} ${y(value).toFixed(1)}`)
      .join('')
  const grid = [0, 0.25, 0.5, 0.75, 1].map((part) => {
    const at = y(part * most).toFixed(1)
    return `<line x1="${LEFT}" x2="${WIDTH - 16}" y1="${at}" y2="${at}" class="grid"/><text x="${LEFT - 8}" y="${at}" class="label" text-anchor="end" dominant-baseline="middle">${Math.round(part * most)}</text>`
  })
  const ticks = Array.from({ length: Math.floor(seconds / 20) + 1 }, (_, i) => i * 20).map(
    (second) =>
      `<text x="${x(second).toFixed(1)}" y="${HEIGHT - BOTTOM + 18}" class="label" text-anchor="middle">${second} s</text>`,
  )
  const legend = lines.map(({ name, color }, i) => {
    const left = LEFT + (i % 3) * 236
    const top = HEIGHT - 30 + Math.floor(i / 3) * 18
    return `<line x1="${left}" x2="${left + 18}" y1="${top - 4}" y2="${top - 4}" stroke="${color}" stroke-width="3"/><text x="${left + 24}" y="${top}" class="label">${name}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Successful calls in a second before, during and after a brown-out, for each policy">
<style>.label{font:12px system-ui,sans-serif;fill:#57606a}.grid{stroke:#8c959f;stroke-opacity:.3}.trouble{fill:#d29922;fill-opacity:.16}@media(prefers-color-scheme:dark){.label{fill:#c9d1d9}}</style>
<text x="${LEFT}" y="18" class="label">Successful calls in a second; a tenth of the server works for ten seconds</text>
<rect class="trouble" x="${x(trouble[0]).toFixed(1)}" y="${TOP}" width="${(x(trouble[1]) - x(trouble[0])).toFixed(1)}" height="${HEIGHT - TOP - BOTTOM}"/>
${grid.join('\n')}
${ticks.join('\n')}
${lines.map((line) => `<path d="${path(line)}" fill="none" stroke="${line.color}" stroke-width="2" stroke-linejoin="round"/>`).join('\n')}
${legend.join('\n')}
</svg>
`
}

/** Three seconds each, or the noise hides the lines. */
function smooth(values: readonly number[]): number[] {
  return values.map((_, i) => {
    const part = values.slice(Math.max(0, i - 1), i + 2)
    return part.reduce((sum, value) => sum + value, 0) / part.length
  })
}
