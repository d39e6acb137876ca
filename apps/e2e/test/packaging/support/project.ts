import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scope } from '../../../../../tools/boundaries.ts'
import { packages, program } from './packed.ts'
import { npm } from './run.ts'
import { type Registry, npmrc } from './registry.ts'
import { dependenciesOf } from './wanted.ts'

const programs = ['everything', 'program', 'worker', 'react', 'vue']
/** What programs import beside what packages need, and every optional peer: entries of ours import them. */
const optional = packages.flatMap(({ manifest }) => Object.keys(manifest.peerDependencies ?? {}))
const others = ['react-dom', 'zod', ...optional.filter((name) => !name.startsWith(scope))]

/** A project with every package, installed by npm, and the programs of tools/release/programs. */
export async function installAll(folder: string, registry: Registry): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const dependencies = dependenciesOf({ name: 'everything', ours: packages.map(({ short }) => short), others }, false)
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'all', private: true, type: 'module', dependencies }),
  )
  writeFileSync(join(folder, '.npmrc'), npmrc(registry))
  for (const name of programs) writeFileSync(join(folder, `${name}.js`), program(name))
  await npm(['install', '--ignore-scripts', '--prefer-offline'], folder)
}
