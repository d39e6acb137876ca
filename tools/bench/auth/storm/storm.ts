import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { type Row, type Table, versionOf } from '../../report.ts'
import { type Client, clients } from './clients.ts'

/** What came of one storm. */
interface Outcome {
  readonly tokenCalls: number
  readonly apiCalls: number
  readonly calls: number
  readonly answers: number
  readonly isAlive: boolean
}

/** How often each storm is raised, each time in a fresh process. */
const repetitions = 3

/** Calls that find their token expired all at once: how often it is renewed, and who gets an answer. */
export async function storm(): Promise<Table[]> {
  return [
    {
      title: 'Auth, storm: 100 calls at once with an expired token',
      unit: 'token calls',
      rows: clients.flatMap((client) => rowsOf(client, [])),
      notes,
    },
    {
      title: 'Auth, storm: the same, and a slow call sent before them whose 401 comes when the refresh is over',
      unit: 'token calls',
      rows: clients.flatMap((client) => rowsOf(client, ['late'])),
      notes,
    },
  ]
}

const notes = [
  'The server rotates refresh tokens; one that comes twice ends the session. `fixed`: the same, where it does not rotate.',
  `One real server on loopback, the worst of ${repetitions} storms; a call without an answer after 5 s has none.`,
]

function rowsOf(client: Client, flags: string[]): Row[] {
  const strict = worst(client, [...flags, 'rotates'])
  const fixed = worst(client, flags)
  const columns = {
    answers: `${strict.answers} of ${strict.calls}`,
    'API calls': strict.apiCalls,
    session: strict.isAlive ? 'alive' : 'lost',
    'fixed: token calls': fixed.tokenCalls,
    'fixed: answers': `${fixed.answers} of ${fixed.calls}`,
  }
  const { name, packageName } = client
  if (packageName !== undefined)
    return [{ name: `${name} ${versionOf(packageName)}`, value: strict.tokenCalls, columns }]
  return [
    { name, value: strict.tokenCalls, limit: 1, columns },
    { name: `${name}: calls without an answer`, value: strict.calls - strict.answers, limit: 0 },
  ]
}

/** Of several storms the one with the fewest answers, and of those with the most token calls. */
function worst(client: Client, flags: string[]): Outcome {
  const outcomes = Array.from({ length: repetitions }, () => raise(client.name, flags))
  const [first] = outcomes.toSorted((a, b) => a.answers - b.answers || b.tokenCalls - a.tokenCalls)
  if (first === undefined) throw new Error('No storm was raised.')
  return first
}

function raise(name: string, flags: string[]): Outcome {
  const args = ['--conditions=@fairlead/source', join(import.meta.dirname, 'one-storm.ts'), name, ...flags]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`The storm over ${name} failed:\n${stderr}`)
  return JSON.parse(stdout) as Outcome
}
