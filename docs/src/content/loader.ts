import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { glob, type Loader } from 'astro/loaders'
import { headingOf } from './heading.ts'
import { pathOf, patterns, repository, titleOf } from './sources.ts'

/**
 * Loads the pages from where they are in the repository. A file without front matter, as decisions are, gets its title and
 * description from its text.
 */
export function pages(): Loader {
  const files = glob({
    base: repository,
    pattern: [...patterns],
    generateId: ({ entry }) => pathOf(entry) ?? entry,
  })
  return {
    ...files,
    name: 'pages',
    load: (context) =>
      files.load({
        ...context,
        async parseData(page) {
          const { data, filePath = '' } = page
          if ('title' in data) return await context.parseData(page)
          const file = fileURLToPath(new URL(filePath, context.config.root))
          const heading = headingOf(await readFile(file, 'utf8'), filePath)
          const title = titleOf(relative(repository, file)) ?? heading.title
          return await context.parseData({ ...page, data: { ...data, ...heading, title } })
        },
      }),
  }
}
