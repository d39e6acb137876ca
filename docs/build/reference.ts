import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { Application, type DocumentationEntryPoint, type TypeDocOptions } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { type EntryPoint, entryPoints } from './entry-points.ts'

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
  useCustomAnchors: true,
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
  writeFileSync(join(folder, 'index.md'), overview(entries))
}

/** The first page: every package in a sentence, with its entry points. */
function overview(entries: readonly EntryPoint[]): string {
  const packages = [...Map.groupBy(entries, ({ page }) => page.split('/')[0] ?? page)]
  const sections = packages.map(([name, points]) => {
    const text = readFileSync(join(repository, 'packages', name, 'package.json'), 'utf8')
    const { description = '' } = JSON.parse(text) as { description?: string }
    const list = points.map(({ specifier, page }) => `- [\`${specifier}\`](${page}.md)`)
    return [`## ${name}`, `${description}.`, list.join('\n')].join('\n\n')
  })
  return [frontMatter, ...sections].join('\n\n')
}

const frontMatter = `---
title: API reference
description: Every public entry point of every package, as the sources say it.
---`
