import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Table } from '../report.ts'
import { declare, install, writeProgram } from './compile.ts'
import { fairlead } from './fairlead.ts'

const endpoints = 1000

/** How large the declarations of a contract and its client are: what an editor loads in place of the sources. */
export async function declarations(): Promise<Table[]> {
  install('core')
  const program = Object.entries(fairlead(endpoints, 'exact')).filter(([file]) => !file.startsWith('use-'))
  const folder = declare(writeProgram(`declarations-${endpoints}`, Object.fromEntries(program)))
  const bytesOf = (file: string): number => statSync(join(folder, file)).size
  const modules = readdirSync(folder).filter((file) => /^resource\d+\.d\.ts$/.test(file))
  if (!readFileSync(join(folder, 'client.d.ts'), 'utf8').includes('client')) throw new Error('No client was declared.')
  return [
    {
      title: `Declarations of ${endpoints} endpoints in ${modules.length} modules`,
      unit: 'B',
      rows: [
        { name: 'the client module', value: bytesOf('client.d.ts'), limit: 10_000 },
        { name: 'the contract modules, all together', value: modules.reduce((sum, file) => sum + bytesOf(file), 0) },
      ],
    },
  ]
}
