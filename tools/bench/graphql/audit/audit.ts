import { join } from 'node:path'
import type { AuditLevel } from '@fairlead/testing/graphql'
import { runAlone } from '../../cache/processes.ts'
import { type Row, type Table, versionOf } from '../../report.ts'
import type { Settings } from '../clients/client.ts'
import { clients } from '../clients/clients.ts'

interface Found {
  readonly id: string
  readonly level: AuditLevel
  readonly verdict: 'passed' | 'failed' | 'not offered'
  readonly reason?: string
}

const levels: readonly AuditLevel[] = ['MUST', 'SHOULD', 'MAY', 'SAFE']

/** Which audits of `@fairlead/testing/graphql` each client fails. */
export async function audit(): Promise<Table[]> {
  const rows: Row[] = []
  const notes: string[] = []
  for (const { name, packageName } of clients) {
    const [best, standard] = await Promise.all([audited(name, 'best'), audited(name, 'default')])
    const shown = packageName === undefined ? name : `${name} ${versionOf(packageName)}`
    const failed = failuresOf(best)
    rows.push({
      name: shown,
      value: failed.length,
      ...(packageName === undefined && { limit: 0 }),
      columns: {
        ...Object.fromEntries(levels.map((level) => [level, shareOf(best, level)])),
        'not offered': best.filter(({ verdict }) => verdict === 'not offered').length,
        'failed by default': failuresOf(standard).length,
      },
    })
    if (failed.length > 0) notes.push(`${shown} fails ${failed.join(' ')}`)
    const more = failuresOf(standard).filter((id) => !failed.includes(id))
    if (more.length > 0) notes.push(`  by default also ${more.join(' ')}`)
  }
  notes.push('With every setting that helps; `failed by default` is without. `passed / offered` of each level.')
  return [{ title: 'GraphQL over HTTP: audits that a client fails', unit: 'failed', rows, notes }]
}

const audited = (name: string, settings: Settings): Promise<Found[]> =>
  runAlone<Found[]>(join(import.meta.dirname, 'one-client.ts'), [name, settings])

const failuresOf = (found: readonly Found[]): string[] =>
  found.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id)

function shareOf(found: readonly Found[], wanted: AuditLevel): string {
  const offered = found.filter(({ level, verdict }) => level === wanted && verdict !== 'not offered')
  return `${offered.filter(({ verdict }) => verdict === 'passed').length} / ${offered.length}`
}
