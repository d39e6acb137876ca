import { builtinModules } from 'node:module'

/** What one entry of a package (its subpath) may import beyond what the whole package may. */
export interface EntryRule {
  /** Packages of ours, by short name. They are optional peers. */
  readonly may?: readonly string[]
  /** Packages of others that only this entry imports. They are optional peers. */
  readonly peers?: readonly string[]
  /** Packages of others that come with ours, because the user has no choice to make: pinned exactly. */
  readonly dependencies?: readonly string[]
  /** True for an entry made for Node, which may import `node:` modules. */
  readonly node?: true
}

/** What one package of ours may import from its library code. */
export interface PackageRule {
  readonly may: readonly string[]
  /** Packages of others that every entry may import, as peers of the user's choice. */
  readonly peers?: readonly string[]
  readonly node?: true
  readonly entries?: Readonly<Record<string, EntryRule>>
}

const optional = { ws: { may: ['ws'] }, queue: { may: ['queue'] }, monitoring: { may: ['monitoring'] } } as const

/**
 * Who may import whom. This table feeds the lint step (`oxlint.config.ts`) and the manifest check
 * (`tools/check-workspace.ts`); a package that is not here may not exist.
 */
export const boundaries: Readonly<Record<string, PackageRule>> = {
  core: { may: [], entries: { axios: { peers: ['axios'] }, ky: { peers: ['ky'] } } },
  auth: {
    may: ['core'],
    entries: {
      oauth: { dependencies: ['oauth4webapi'] },
      oidc: { dependencies: ['oauth4webapi'] },
      idb: { dependencies: ['idb'] },
      node: { node: true },
    },
  },
  cache: { may: ['core'], entries: { idb: { dependencies: ['idb'] } } },
  queue: {
    may: ['core'],
    entries: {
      idb: { dependencies: ['idb'] },
      sqlite: { node: true },
      bullmq: { node: true, peers: ['bullmq'] },
    },
  },
  ws: { may: ['core'], entries: { server: { node: true, peers: ['ws'] }, socketio: { peers: ['socket.io-client'] } } },
  graphql: {
    may: ['core'],
    peers: ['@urql/core', 'wonka', '@0no-co/graphql.web'],
    entries: { ws: { may: ['ws'] } },
  },
  monitoring: {
    may: ['core'],
    entries: { otel: { peers: ['@opentelemetry/api'] } },
  },
  query: { may: ['core'], peers: ['@tanstack/query-core'] },
  react: { may: ['core', 'query'], peers: ['react', '@tanstack/react-query'], entries: optional },
  vue: { may: ['core', 'query'], peers: ['vue', '@tanstack/vue-query'], entries: optional },
  redis: {
    may: ['core'],
    entries: { cache: { may: ['cache'] }, queue: { may: ['queue'] }, auth: { may: ['auth'] }, ws: { may: ['ws'] } },
  },
  openapi: {
    may: ['core'],
    entries: {
      validate: { dependencies: ['@cfworker/json-schema'] },
      import: { node: true, dependencies: ['@redocly/openapi-core'] },
      check: {
        node: true,
        dependencies: ['@cfworker/json-schema', '@redocly/openapi-core', '@seriousme/openapi-schema-validator'],
      },
      command: { node: true, dependencies: ['@redocly/openapi-core'] },
    },
  },
  testing: {
    may: ['core', 'auth', 'cache', 'queue', 'ws', 'graphql', 'monitoring', 'query', 'redis', 'openapi'],
    node: true,
    entries: { msw: { peers: ['msw'] } },
  },
}

/** What one entry may import, with nothing left to look up. */
export interface Permission {
  readonly packages: readonly string[]
  readonly peers: readonly string[]
  readonly dependencies: readonly string[]
  readonly node: boolean
}

interface Pattern {
  readonly regex: string
  readonly message: string
}

/** The scope every public package is published under. */
export const scope = '@fairlead/'

/**
 * The permission of one entry: its package's, widened by its own.
 * @param entry the subpath without `./`; the main entry has no name of its own
 * @throws Error when the table has no such package
 */
export function permission(name: string, entry = '.'): Permission {
  const rule = boundaries[name]
  if (rule === undefined) throw new Error(`${name} is not in tools/boundaries.ts`)
  const extra: EntryRule = rule.entries?.[entry] ?? {}
  return {
    packages: [...rule.may, ...(extra.may ?? [])],
    peers: [...(rule.peers ?? []), ...(extra.peers ?? [])],
    dependencies: extra.dependencies ?? [],
    node: rule.node ?? extra.node ?? false,
  }
}

/**
 * The lint rule that holds library code of one entry to its permission; without a package, the rule for everyone
 * else (apps, tests, tools): published names and entry points, as a user has them.
 */
export function importRule(
  name?: string,
  entry?: string,
): { 'no-restricted-imports': ['error', { patterns: Pattern[] }] } {
  const patterns = [
    { regex: `^${scope}[^/]+/(src|dist)(/|$)`, message: 'Import the published entry point.' },
    { regex: '^\\.\\.?/.*\\bpackages/', message: 'Import the package by its name.' },
  ]
  if (name !== undefined) {
    const { packages, peers, dependencies, node } = permission(name, entry)
    const others = Object.keys(boundaries).filter((other) => other !== name)
    const forbidden = others.filter((other) => !packages.includes(other))
    if (forbidden.length > 0)
      patterns.push({
        regex: `^${scope}(${forbidden.join('|')})(/|$)`,
        message: `${name} may not import this package.`,
      })
    patterns.push({
      regex: `^\\.\\./.*\\b(${others.join('|')})/(src|dist)/`,
      message: 'Import the package by its name.',
    })
    const foreign = peersOf(name).filter((peer) => ![...peers, ...dependencies].includes(peer))
    if (foreign.length > 0)
      patterns.push({ regex: `^(${foreign.join('|')})(/|$)`, message: 'This package belongs to another entry.' })
    if (!node) patterns.push({ regex: nodeModules, message: 'Library code runs in browsers: no Node modules here.' })
  }
  return { 'no-restricted-imports': ['error', { patterns }] }
}

const nodeModules = `^(node:.*|${builtinModules.filter((module) => !module.startsWith('_')).join('|')})$`

function peersOf(name: string): string[] {
  const { peers = [], entries = {} } = boundaries[name] ?? {}
  return [
    ...peers,
    ...Object.values(entries).flatMap((entry) => [...(entry.peers ?? []), ...(entry.dependencies ?? [])]),
  ]
}
