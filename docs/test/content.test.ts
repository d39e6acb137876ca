import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { markdownToHtml } from 'satteri'
import { describe, expect, test } from 'vitest'
import { anchors } from '../src/content/anchors.ts'
import { diagrams } from '../src/content/diagrams.ts'
import { headingOf } from '../src/content/heading.ts'
import { links } from '../src/content/links.ts'
import { pathOf, repository, servedFiles, urlOf } from '../src/content/sources.ts'
import { title } from '../src/content/title.ts'

/** The HTML of a Markdown text, as if it stood in a file of the repository. */
async function htmlOf(markdown: string, file = 'docs/guide/retries.md'): Promise<string> {
  const fileURL = pathToFileURL(join(repository, file))
  const { html } = await markdownToHtml(markdown, { fileURL, mdastPlugins: [title, anchors, links, diagrams] })
  return html.trim()
}

describe('the path of a page', () => {
  test.each([
    ['docs/guide/retries.md', 'guide/retries'],
    ['docs/decisions/0009-a-cache-of-our-own.md', 'decisions/0009-a-cache-of-our-own'],
    ['docs/decisions/README.md', 'decisions'],
    ['docs/pages/index.mdx', 'index'],
    ['docs/pages/live/retries.mdx', 'live/retries'],
    ['docs/generated/reference/index.md', 'reference'],
    ['docs/generated/reference/cache/idb.md', 'reference/cache/idb'],
    ['packages/ws/PROTOCOL.md', 'reference/ws-protocol'],
    ['tools/bench/README.md', 'benchmarks/method'],
  ])('of %s is %s', (file, path) => {
    expect(pathOf(file)).toBe(path)
  })

  test.each(['docs/README.md', 'packages/ws/src/frames.ts', 'docs/guide/dashboards/alerts.yml', 'docs/guidelines.md'])(
    'of %s there is none',
    (file) => {
      expect(pathOf(file)).toBeUndefined()
    },
  )
})

describe('a link between files', () => {
  test('to a page becomes the address of the page, with its heading', () => {
    expect(urlOf('docs/guide/retries.md', './errors.md#kinds')).toBe('/guide/errors/#kinds')
    expect(urlOf('docs/guide/retries.md', '../decisions/README.md')).toBe('/decisions/')
    expect(urlOf('docs/guide/retries.md', '../pages/index.mdx')).toBe('/')
  })

  test('to a file that guide pages offer becomes the address it is served at', () => {
    expect(urlOf('docs/guide/monitoring-prometheus.md', './dashboards/alerts.yml')).toBe('/guide/dashboards/alerts.yml')
    expect(servedFiles().map(({ file }) => file)).toContain('docs/guide/dashboards/alerts.yml')
  })

  test('to a source file is shown as its text alone', async () => {
    expect(await htmlOf('See [`frames`](src/frames.ts).', 'packages/ws/PROTOCOL.md')).toBe(
      '<p>See <code>frames</code>.</p>',
    )
  })

  test('to nothing is left for the checks of the site to find', async () => {
    expect(await htmlOf('[x](./gone.md#a)')).toContain('href="./gone.md#a"')
  })

  test('to another site or within the page is left as it is', async () => {
    const html = await htmlOf('[a](https://standardschema.dev) [b](#part) [c](/guide/)')
    expect(html).toContain('href="https://standardschema.dev"')
    expect(html).toContain('href="#part"')
    expect(html).toContain('href="/guide/"')
  })
})

describe('a file without front matter', () => {
  test('has its first heading as title and the sentences below it as description', () => {
    const text = '# 0007: what the `client` weighs\n\n**Context.** A [budget](./x.md) was set.\nIt holds.\n\nMore.\n'
    const expected = { title: '0007: what the client weighs', description: 'Context. A budget was set. It holds.' }
    expect(headingOf(text, 'a.md')).toEqual(expected)
  })

  test('has a description of a length that is shown', () => {
    const { description } = headingOf(`# A\n\n${'A sentence of some length. '.repeat(20)}`, 'a.md')
    expect(description.length).toBeLessThanOrEqual(180)
    expect(description).toMatch(/length\.$/)
  })

  test('without a heading is refused by its name', () => {
    expect(() => headingOf('text', 'a.md')).toThrow('a.md has no front matter and no heading')
  })

  test('shows its title once', async () => {
    expect(await htmlOf('# Title\n\n## Part\n')).toBe('<h2>Part</h2>')
  })
})

describe('a diagram', () => {
  const flow = '```mermaid\nsequenceDiagram\n  A->>B: ask\n  B-->>A: answer\n```\n'

  test('is drawn in the colours of the theme, and asks nobody for a font', async () => {
    const html = await htmlOf(flow)
    expect(html).toContain('<svg')
    expect(html).toContain('var(--sl-color-bg)')
    expect(html).not.toMatch(/@import|https?:\/\/(?!www\.w3\.org)/)
  })

  test('shares no id with another one of its page', async () => {
    const html = await htmlOf(`${flow}\n${flow.replace('ask', 'beg')}`)
    const ids = [...html.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(2)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, used] of html.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(used)
  })
})

describe('a heading of the reference', () => {
  const reference = 'docs/generated/reference/core.md'

  test('of a symbol has the name that links use, and what is said of it is named after it', async () => {
    const html = await htmlOf(
      '## Interfaces\n\n### Call {#call-1}\n\n#### Methods\n\n##### Throws\n\n##### Throws\n',
      reference,
    )
    const ids = [...html.matchAll(/<h\d id="([^"]+)"/g)].map(([, id]) => id)
    expect(ids).toEqual(['all--interfaces', 'call-1', 'call-1--methods', 'call-1--throws', 'call-1--throws-2'])
    expect(html).toContain('>Call</h3>')
  })

  test('elsewhere is left as it is', async () => {
    expect(await htmlOf('## A part\n')).toBe('<h2>A part</h2>')
  })
})
