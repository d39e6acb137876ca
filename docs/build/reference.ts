import { rmSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { Application, type DocumentationEntryPoint, type TypeDocOptions } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { entryPoints } from './entry-points.ts'

const docs = dirname(import.meta.dirname)
const repository = dirname(docs)

const options: TypeDocOptions & Partial<PluginOptions> = {
  plugin: ['typedoc-plugin-markdown'],
  tsconfig: join(docs, 'tsconfig.reference.json'),
  basePath: repository,
  logLevel: 'Error',
  readme: 'none',
  disableSources: true,
  disableGit: true,
  excludeExternals: true,
  excludePrivate: true,
  excludeInternal: true,
  sort: ['source-order'],
  router: 'module',
  excludeScopesInPaths: true,
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  expandParameters: true,
  indexFormat: 'table',
  parametersFormat: 'table',
  propertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  tableColumnSettings: { leftAlignHeaders: true },
}

/**
 * Writes the API reference to a folder: a Markdown page for each public entry point of each package, made by TypeDoc from
 * the sources, so that it needs no build.
 * @throws Error when TypeDoc cannot read the sources
 */
export async function writeReference(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  const entries = entryPoints()
  const names = new Map(entries.map(({ source, specifier }) => [source, specifier]))
  const files = entries.map(({ source }) => join(repository, source))
  const app = await Application.bootstrapWithPlugins({
    ...options,
    entryPoints: files,
    outputs: [{ name: 'markdown', path: folder }],
  })
  const points: readonly DocumentationEntryPoint[] = app.getEntryPoints() ?? []
  for (const point of points)
    point.displayName = names.get(relative(repository, point.sourceFile.fileName)) ?? point.displayName
  const project = app.converter.convert(points)
  if (app.logger.hasErrors() || points.length !== entries.length) throw new Error('TypeDoc could not read the sources.')
  await app.generateOutputs(project)
}
