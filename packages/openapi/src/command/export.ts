import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, extname, resolve } from 'node:path'
import { configError } from '@fairlead/core'
import { stringifyYaml } from '@redocly/openapi-core'
import { toAsyncApi } from '../asyncapi/to-asyncapi.ts'
import type { AsyncApiOptions } from '../asyncapi/options.ts'
import type { OpenApiOptions } from '../export/options.ts'
import { toOpenApi } from '../export/to-openapi.ts'
import { type ArgumentRules, oneOf, readArguments } from './arguments.ts'
import { contractOf, loadBeside, loadModule } from './load-contract.ts'
import type { ExitCode, Terminal } from './terminal.ts'

const RULES: ArgumentRules = {
  positionals: ['module'],
  options: {
    out: { type: 'string', short: 'o' },
    name: { type: 'string' },
    docs: { type: 'string' },
    kind: { type: 'string' },
    format: { type: 'string' },
    title: { type: 'string' },
    version: { type: 'string' },
  },
}

/** `export <module>`: the document of a contract, to a file or to the output. */
export async function exportContract(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const given = readArguments('export', args, RULES)
  const [path = ''] = given.positionals
  const { cwd } = terminal
  const out = given.text('out')
  const byName = /^\.ya?ml$/i.test(extname(out ?? '')) ? 'yaml' : 'json'
  const format = oneOf('format', given.text('format') ?? byName, ['json', 'yaml'])
  const kind = oneOf('kind', given.text('kind') ?? 'openapi', ['openapi', 'asyncapi'])

  const module = await loadModule(path, cwd)
  const beside = await loadBeside(path, given.text('docs'), kind, cwd)
  const options = withInfo(beside, given.text('title'), given.text('version'))
  const document =
    kind === 'openapi'
      ? toOpenApi(contractOf(module, path, given.text('name')), options as unknown as OpenApiOptions)
      : toAsyncApi(channelsOf(module, path, given.text('name')), options as unknown as AsyncApiOptions)

  const text = format === 'yaml' ? stringifyYaml(document) : `${JSON.stringify(document, null, 2)}\n`
  if (out === undefined) {
    terminal.out(text)
    return 0
  }
  const file = resolve(cwd, out)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  terminal.err(`${out} written\n`)
  return 0
}

/** A document has a title and a version, from beside the contract or from the command line. */
function withInfo(beside: unknown, title: string | undefined, version: string | undefined): Record<string, unknown> {
  const said = (beside ?? {}) as { readonly info?: object }
  const info = { ...said.info, ...(title !== undefined && { title }), ...(version !== undefined && { version }) }
  if (!('title' in info) || !('version' in info)) {
    throw configError(
      'a document has a title and a version: give --title and --version, or --docs <module> that exports them',
    )
  }
  return { ...said, info }
}

function channelsOf(
  module: Readonly<Record<string, unknown>>,
  path: string,
  name = 'channels',
): Parameters<typeof toAsyncApi>[0] {
  const channels = module[name]
  if (typeof channels !== 'object' || channels === null) {
    throw configError(`${path} has no export \`${name}\`; name the one with the message contracts: --name <export>`)
  }
  return channels as Parameters<typeof toAsyncApi>[0]
}
