import { type Row, type Table, versionOf } from '../report.ts'
import { bundle } from '../size/bundle.ts'
import { byModule } from '../size/modules.ts'

const MAX_ALL = 8_000
const MAX_ONE = 1_500

const whole = `export * from '@fairlead/queue'`
const ours: readonly (readonly [name: string, program: string, limit: number])[] = [
  ['Fairlead: the whole root entry', whole, MAX_ALL],
  ...[
    'createScheduler',
    'createBreaker',
    'createHedge',
    'createBatcher',
    'debounce',
    'throttle',
    'gcra',
    'slidingWindow',
    'aimd',
    'gradient2',
  ].map((name): readonly [string, string, number] => [
    `Fairlead: ${name}`,
    `export { ${name} } from '@fairlead/queue'`,
    name === 'createScheduler' ? MAX_ALL : MAX_ONE,
  ]),
]

const peers: readonly (readonly [name: string, packageName: string, program: string])[] = [
  ['p-limit', 'p-limit', `export { default } from 'p-limit'`],
  ['fastq', 'fastq', `export { default } from 'fastq'`],
  ['p-queue', 'p-queue', `export { default } from 'p-queue'`],
  ['cockatiel, breaker', 'cockatiel', `export { circuitBreaker, SamplingBreaker, handleAll } from 'cockatiel'`],
  ['cockatiel, all', 'cockatiel', `export * from 'cockatiel'`],
  ['Bottleneck', 'bottleneck', `export { default } from 'bottleneck'`],
  ['Bottleneck, light', 'bottleneck', `export { default } from 'bottleneck/light'`],
]

/** Sizes of the queue, all of it and each policy alone, beside its peers', and of each source file in it. */
export async function size(): Promise<Table[]> {
  const external = ['@fairlead/core', 'redis', 'ioredis']
  const weigh = async (name: string, program: string): Promise<Row> => {
    const { gzBytes, minBytes } = await bundle(program, { external })
    return { name, value: gzBytes, columns: { 'B min': minBytes } }
  }
  const own = await Promise.all(
    ours.map(async ([name, program, limit]) => Object.assign(await weigh(name, program), { limit })),
  )
  const others = await Promise.all(
    peers.map(([name, packageName, program]) => weigh(`${name} ${versionOf(packageName)}`, program)),
  )
  const all = await bundle(`export { createClient } from '@fairlead/core'\n${whole}`)
  const files = new Map([...all.files].filter(([file]) => file.includes('/packages/queue/')))
  return [
    {
      title: 'Queue, size: esbuild --minify for browsers, gzip -9',
      unit: 'B gz',
      rows: [...own, ...others.toSorted((a, b) => a.value - b.value)],
      notes: ['Without the HTTP client. Whoever has several policies pays for what they share once.'],
    },
    {
      title: 'Queue, size by source file: bytes that go when the file is replaced by nothing',
      unit: 'B gz',
      rows: await byModule(`export { createClient } from '@fairlead/core'\n${whole}`, { ...all, files }),
      notes: ['With a file goes what only it imports, the core included; B min is the file alone.'],
    },
  ]
}
