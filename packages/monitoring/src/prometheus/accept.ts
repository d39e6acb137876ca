import type { Format } from './exposition.ts'

const OPENMETRICS = 'application/openmetrics-text'

/** Which format a reader would rather have. Whoever says nothing of OpenMetrics gets the older one. */
export function preferred(accept: string | null | undefined): Format {
  let openmetrics = 0
  let text = 0
  for (const range of (accept ?? '').toLowerCase().split(',').slice(0, 32)) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    const version = parameters.find((each) => each.startsWith('version='))?.slice('version='.length)
    const q = qualityOf(parameters)
    if (type === OPENMETRICS && (version === undefined || version === '1.0.0')) openmetrics = Math.max(openmetrics, q)
    else if (type === 'text/plain') text = Math.max(text, q)
  }
  return openmetrics > 0 && openmetrics >= text ? 'openmetrics' : 'text'
}

function qualityOf(parameters: readonly string[]): number {
  const written = parameters.find((each) => each.startsWith('q='))
  const q = written === undefined ? 1 : Number(written.slice(2))
  return q >= 0 && q <= 1 ? q : 0
}
