import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './packed.ts'
import { type Registry, npmrc } from './registry.ts'
import { type Ran, node, npm, tryNpm } from './run.ts'
import type { Wanted } from './wanted.ts'

/** A package manager, set up so that a peer which is missing or does not fit is an error or is told. */
export interface Manager {
  readonly name: string
  /** True where the peers of what a user names are added by themselves. */
  readonly addsPeers: boolean
  /** What it says of peers that are missing or do not fit, without failing. */
  readonly complaint: RegExp
  /** Writes the settings of a project and installs what its package.json asks for. */
  install(folder: string, registry: Registry, caches: string, wanted: Wanted): Promise<Ran>
  /** Runs a script of the project as this manager's users do. */
  run(folder: string, script: string, argument: string): Promise<Ran>
  /** Runs the command of an installed package, as its name is typed in the project. */
  exec(folder: string, command: readonly string[]): Promise<Ran>
}

const tools = join(root, 'tools/release/node_modules')
const pnpmScript = join(tools, 'pnpm/bin/pnpm.mjs')
const yarnScript = join(tools, '@yarnpkg/cli-dist/bin/yarn.js')

const plain = async (folder: string, script: string, argument: string): Promise<Ran> => node(script, [argument], folder)

/** Comes with Node. */
export const npmManager: Manager = {
  name: 'npm',
  addsPeers: true,
  complaint: /npm warn (ERESOLVE|peer|deprecated @fairlead)/i,
  async install(folder, registry, _caches, { peersFit = true }) {
    writeFileSync(join(folder, '.npmrc'), `${npmrc(registry)}strict-peer-deps=${peersFit}\n`)
    return npm(['install', '--ignore-scripts', '--prefer-offline'], folder)
  },
  run: plain,
  exec: async (folder, command) => tryNpm(['exec', '--offline', '--', ...command], folder),
}

/** Links what each package declares, and nothing else. */
export const pnpmManager: Manager = {
  name: 'pnpm',
  addsPeers: true,
  complaint: /peer dependenc|unmet peer|missing peer/i,
  async install(folder, registry, caches) {
    writeFileSync(join(folder, '.npmrc'), npmrc(registry))
    const settings = {
      strictPeerDependencies: true,
      ignoreScripts: true,
      storeDir: join(caches, 'pnpm'),
      packages: ['.'],
    }
    writeFileSync(join(folder, 'pnpm-workspace.yaml'), JSON.stringify(settings))
    return node(pnpmScript, ['install', '--no-frozen-lockfile', '--prefer-offline'], folder)
  },
  run: plain,
  exec: async (folder, command) => node(pnpmScript, ['exec', ...command], folder),
}

function yarn(nodeLinker: 'node-modules' | 'pnp'): Manager {
  const env = (caches: string): object => ({ YARN_GLOBAL_FOLDER: join(caches, 'yarn'), YARN_IGNORE_PATH: '1' })
  return {
    name: `yarn (${nodeLinker})`,
    addsPeers: false,
    // Missing, not fitting, and either of them in a package further down.
    complaint: /YN00(02|60|86)/,
    async install(folder, registry, caches) {
      const settings = {
        nodeLinker,
        enableTelemetry: false,
        enableScripts: false,
        enableImmutableInstalls: false,
        unsafeHttpWhitelist: ['127.0.0.1'],
        npmRegistryServer: (await npm(['config', 'get', 'registry'], folder)).output,
        npmScopes: { fairlead: { npmRegistryServer: registry.url } },
      }
      writeFileSync(join(folder, '.yarnrc.yml'), JSON.stringify(settings))
      writeFileSync(join(folder, 'yarn.lock'), '')
      return node(yarnScript, ['install'], folder, env(caches))
    },
    run:
      nodeLinker === 'pnp'
        ? async (folder, script, argument) => node(yarnScript, ['node', script, argument], folder)
        : plain,
    exec: async (folder, command) => node(yarnScript, ['run', ...command], folder),
  }
}

/** The package managers that people use. */
export const managers: readonly Manager[] = [npmManager, pnpmManager, yarn('node-modules'), yarn('pnp')]
