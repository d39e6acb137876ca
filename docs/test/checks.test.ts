import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { problemsOf } from '../build/checks/index.ts'

const folders: string[] = []

/** A site of two pages with nothing wrong. */
const good: Readonly<Record<string, string>> = {
  'index.html': page('Home', '<a href="/guide/#a-part">guide</a><img src="/ship.svg" alt="">'),
  'guide/index.html': page(
    'Guide',
    '<h2 id="a-part">A part</h2><a href="https://www.rfc-editor.org/rfc/rfc9111">RFC</a>',
  ),
  'ship.svg': '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
  'style.css': 'body { background: url(/ship.svg) }',
  'main.js': 'const names = "https://errors.example/1"',
  'pagefind/fragment/en_1.pf_fragment': '',
  'pagefind/fragment/en_2.pf_fragment': '',
}

function page(title: string, content: string): string {
  return `<!doctype html><html><head><title>${title}</title><meta name="description" content="What it is."></head><body>
    <nav id="starlight__sidebar"><div class="sidebar-content"><ul class="top-level"><li><a href="/guide/">Guide</a></li></ul></div></nav>
    <main data-pagefind-body><h1 id="_top">${title}</h1><div class="sl-markdown-content">${content}</div></main></body></html>`
}

/** What is wrong with the good site after a change. */
function problemsWith(change: Readonly<Record<string, string>> = {}): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-docs-'))
  folders.push(folder)
  for (const [path, text] of Object.entries({ ...good, ...change })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return problemsOf(folder)
}

function guide(content: string): Readonly<Record<string, string>> {
  return { 'guide/index.html': page('Guide', `<h2 id="a-part">A part</h2>${content}`) }
}

describe('the checks of the built site', () => {
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })

  test('find nothing in a site with nothing wrong', () => {
    expect(problemsWith()).toEqual([])
  })

  test.each([
    ['a link to a page that is not there', '<a href="/gone/">x</a>', '/guide/: /gone/ leads nowhere'],
    ['a link to a file of the repository', '<a href="./calls.md">x</a>', '/guide/: ./calls.md leads nowhere'],
    ['a link to a heading that is not there', '<a href="/#gone">x</a>', '/guide/: /#gone names no heading'],
    ['a link within the page', '<a href="#gone">x</a>', '/guide/: #gone names no heading'],
    [
      'a link to a site that is not listed',
      '<a href="https://evil.test/x">x</a>',
      '/guide/: links to https://evil.test/x',
    ],
    ['a link without encryption', '<a href="http://github.com/x">x</a>', '/guide/: links to http://github.com/x'],
    ['a picture of another host', '<img src="//evil.test/x.png">', '/guide/: loads //evil.test/x.png'],
    ['a picture that is not there', '<img src="/gone.png">', '/guide/: /gone.png is not there'],
    [
      'a script of another host',
      '<script src="https://evil.test/x.js"></script>',
      '/guide/: loads https://evil.test/x.js',
    ],
    [
      'a style of another host',
      '<link rel="stylesheet" href="https://evil.test/x.css">',
      '/guide/: loads https://evil.test/x.css',
    ],
    ['a font of another host', '<style>@import "https://evil.test/f";</style>', '/guide/: loads https://evil.test/f'],
    [
      'a background of another host',
      '<p style="background:url(https://evil.test/b)">',
      '/guide/: loads https://evil.test/b',
    ],
    [
      'a script that imports from another host',
      '<script>import "https://evil.test/m"</script>',
      '/guide/: loads https://evil.test/m',
    ],
    [
      'a part of an island that is not there',
      '<astro-island component-url="/gone.js">',
      '/guide/: /gone.js is not there',
    ],
    ['an id that is there twice', '<p id="a-part"></p>', '/guide/: id a-part is there twice'],
    ['a second heading of the first level', '<h1>Again</h1>', '/guide/: 2 headings of the first level'],
  ])('find %s', (_, content, problem) => {
    expect(problemsWith(guide(content))).toEqual([problem])
  })

  test('read no link in what a page only shows', () => {
    expect(
      problemsWith(guide('<code>&lt;a href="/gone/"></code><script>const a = \'<a href="/gone/">\'</script>')),
    ).toEqual([])
  })

  test.each([
    ['url(https://evil.test/f.woff2)', '/style.css: loads https://evil.test/f.woff2'],
    ['url("/gone.woff2")', '/style.css: /gone.woff2 is not there'],
  ])('find what a style sheet would load: %s', (address, problem) => {
    expect(problemsWith({ 'style.css': `@font-face { src: ${address} }` })).toEqual([problem])
  })

  test.each(['import("https://evil.test/m")', 'fetch(`https://evil.test/m`)', 'export * from "https://evil.test/m"'])(
    'find what a script would load: %s',
    (script) => {
      expect(problemsWith({ 'main.js': script })).toEqual(['/main.js: loads https://evil.test/m'])
    },
  )

  test('find a page that says nothing of itself', () => {
    const html = '<html><body><div class="sl-markdown-content">\n</div></body></html>'
    expect(problemsWith({ 'guide/index.html': html })).toEqual([
      '/: /guide/#a-part names no heading',
      '/guide/: 0 headings of the first level',
      '/guide/: no description',
      '/guide/: no text: it could not be rendered',
      '/guide/: no title',
    ])
  })

  test('find a page that is not in the sidebar', () => {
    expect(problemsWith({ 'lost/index.html': page('Lost', ''), 'pagefind/fragment/en_3.pf_fragment': '' })).toEqual([
      '/lost/: is not in the sidebar; add it to docs/src/sidebar/groups.ts',
      '/lost/: no text: it could not be rendered',
    ])
  })

  test('find pages that the search does not know', () => {
    expect(problemsWith({ 'lost/index.html': page('Lost', 'x') })).toContain('search: 2 of 3 pages are found')
  })
})
