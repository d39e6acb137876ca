import type { Plugin } from 'esbuild'
import { type Row, type Table, versionOf } from '../report.ts'
import { type Bundle, bundle } from '../size/bundle.ts'
import { byModule } from '../size/modules.ts'

const client = `export { createClient } from '@fairlead/core'`
const session = `export { auth } from '@fairlead/auth'`
const withBearer = `export { auth, bearer } from '@fairlead/auth'`
const oidcInTabs = `${session}
  export { oidc } from '@fairlead/auth/oidc'
  export { idbCoordinator } from '@fairlead/auth/idb'`

interface Program {
  readonly name: string
  /** The peer's package, for its version. */
  readonly packageName?: string
  readonly program: string
  /** The HTTP client that it works with, and that a user has already. */
  readonly client?: { readonly program: string; readonly packageName: string }
  /** In bytes after gzip, without the client. */
  readonly limit?: number
}

const core = { program: client, packageName: '@fairlead/core' }
const axios = { program: `export { default as axios } from 'axios'`, packageName: 'axios' }
const alova = { program: `export { createAlova } from 'alova'`, packageName: 'alova' }
const urql = { program: `export { Client, fetchExchange } from '@urql/core'`, packageName: '@urql/core' }

const programs: readonly Program[] = [
  {
    name: 'Fairlead: the whole root entry',
    program: `export * from '@fairlead/auth'`,
    client: core,
    limit: 4000,
  },
  { name: 'Fairlead: auth + bearer', program: withBearer, client: core },
  { name: 'Fairlead: auth + cookie', program: `export { auth, cookie } from '@fairlead/auth'`, client: core },
  {
    name: 'Fairlead: auth + oauth, oauth4webapi',
    program: `${session}; export { oauth } from '@fairlead/auth/oauth'`,
    client: core,
  },
  { name: 'Fairlead: auth + oidc + idb, oauth4webapi and idb', program: oidcInTabs, client: core },
]

const peers: readonly Program[] = [
  {
    name: 'axios-auth-refresh',
    packageName: 'axios-auth-refresh',
    program: `export { createAuthRefresh } from 'axios-auth-refresh'`,
    client: axios,
  },
  {
    name: '@urql/exchange-auth',
    packageName: '@urql/exchange-auth',
    program: `export { authExchange } from '@urql/exchange-auth'`,
    client: urql,
  },
  {
    name: 'alova, server token authentication',
    packageName: 'alova',
    program: `export { createServerTokenAuthentication } from 'alova/client'`,
    client: alova,
  },
  { name: 'oidc-client-ts', packageName: 'oidc-client-ts', program: `export { UserManager } from 'oidc-client-ts'` },
  {
    name: 'auth0-spa-js',
    packageName: '@auth0/auth0-spa-js',
    program: `export { createAuth0Client } from '@auth0/auth0-spa-js'`,
  },
]

/** Sizes of the session beside those of its peers, and of each source file in it. */
export async function size(): Promise<Table[]> {
  const rows = await Promise.all(programs.map(rowOf))
  const others = await Promise.all(peers.map(rowOf))
  // The core is in both bundles, so that a line is what a user saves who has a client already.
  const whole = await bundle(`${client}\n${withBearer}`)
  const files = new Map([...whole.files].filter(([file]) => file.includes('/packages/auth/')))
  return [
    {
      title: 'Auth, size: esbuild --minify for browsers, gzip -9',
      unit: 'B gz',
      rows: [...rows, ...others.toSorted((a, b) => a.value - b.value)],
      notes: ['Without the HTTP client, if there is one to work with; `with client` has both in one bundle.'],
    },
    {
      title: 'Auth, size of auth + bearer by source file: bytes that go when the file is replaced by nothing',
      unit: 'B gz',
      rows: await byModule(`${client}\n${withBearer}`, { ...whole, files }),
      notes: ['With a file goes what only it imports, the core included; B min is the file alone.'],
    },
    {
      title: 'Auth, size of auth + oidc + idb by package',
      unit: 'B min',
      rows: byPackage(await bundle(oidcInTabs, { plugins: [without(core.packageName)] })),
    },
  ]
}

async function rowOf({ name, packageName, program, client: beside, limit }: Program): Promise<Row> {
  const alone = await bundle(program, { plugins: beside ? [without(beside.packageName)] : [] })
  const both: Bundle | undefined = beside && (await bundle(`${beside.program}\n${program}`))
  return {
    name: packageName === undefined ? name : `${name} ${versionOf(packageName)}`,
    value: alone.gzBytes,
    columns: { 'B min': alone.minBytes, 'with client': both?.gzBytes ?? '' },
    ...(limit !== undefined && { limit }),
  }
}

function byPackage({ files }: Bundle): Row[] {
  const bytes = new Map<string, number>()
  for (const [file, minBytes] of files) {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? '@fairlead/auth'
    bytes.set(name, (bytes.get(name) ?? 0) + minBytes)
  }
  return [...bytes].map(([name, value]) => ({ name, value })).toSorted((a, b) => b.value - a.value)
}

/** Leaves a package out, but not its subpaths, which may be what is weighed. */
function without(packageName: string): Plugin {
  return {
    name: 'without-the-client',
    setup: ({ onResolve }) =>
      onResolve({ filter: /^[^./]/ }, ({ path }) => (path === packageName ? { path, external: true } : undefined)),
  }
}
