import type { Page, Site } from './site.ts'
import type { Tag } from './tags.ts'

/** Attributes that name something which the browser loads by itself, by tag; `link` depends on its `rel`. */
const loading: Readonly<Record<string, readonly string[]>> = {
  script: ['src'],
  img: ['src', 'srcset'],
  source: ['src', 'srcset'],
  video: ['src', 'poster'],
  audio: ['src'],
  track: ['src'],
  iframe: ['src'],
  embed: ['src'],
  object: ['data'],
  image: ['href', 'xlink:href'],
  use: ['href', 'xlink:href'],
  form: ['action'],
  'astro-island': ['component-url', 'renderer-url', 'before-hydration-url'],
}
const unloaded = ['canonical', 'alternate', 'author', 'next', 'prev', 'license', 'me']

/** What a browser would load from another host, and what it would not find on this one. */
export function loadProblems(site: Site): readonly string[] {
  const ofPages = [...site.pages.values()].flatMap((page) => [
    ...page.tags.flatMap((tag) => addressesOf(tag).map((address) => problemOf(site, page.url, address))),
    ...styleAddresses(inlineStyles(page)).map((address) => problemOf(site, page.url, address)),
  ])
  const styles = [...site.files].filter((file) => file.endsWith('.css'))
  const ofStyles = styles.flatMap((file) =>
    styleAddresses(site.read(file)).map((address) => problemOf(site, file, address)),
  )
  const scripts = [...site.files].filter((file) => /\.m?js$/.test(file))
  const ofScripts = scripts.flatMap((file) =>
    foreignLoads(site.read(file)).map((address) => `${file}: loads ${address}`),
  )
  const inline = [...site.pages.values()].flatMap((page) =>
    foreignLoads(inlineScripts(page)).map((address) => `${page.url}: loads ${address}`),
  )
  return [...ofPages, ...ofStyles, ...ofScripts, ...inline].filter((problem) => problem !== undefined)
}

function addressesOf({ name, attributes }: Tag): readonly string[] {
  const isLoadingLink = name === 'link' && !unloaded.includes(attributes['rel'] ?? '')
  const keys = isLoadingLink ? ['href'] : (loading[name] ?? [])
  return keys
    .flatMap((key) => (key === 'srcset' ? fromSet(attributes[key] ?? '') : [attributes[key] ?? '']))
    .filter((address) => address !== '')
}

function fromSet(set: string): readonly string[] {
  return set.split(',').map((candidate) => candidate.trim().split(/\s/)[0] ?? '')
}

function problemOf({ files, pages }: Site, from: string, address: string): string | undefined {
  if (/^(data:|#)/.test(address)) return undefined
  const to = new URL(address, new URL(from, 'http://site'))
  if (to.origin !== 'http://site') return `${from}: loads ${address}`
  const path = decodeURI(to.pathname)
  return files.has(path) || pages.has(path) ? undefined : `${from}: ${address} is not there`
}

function inlineStyles({ html, tags }: Page): string {
  const sheets = [...html.matchAll(/<style[^>]*>([^]*?)<\/style>/g)].map(([, style = '']) => style)
  return [...sheets, ...tags.map(({ attributes }) => attributes['style'] ?? '')].join('\n')
}

function inlineScripts({ html }: Page): string {
  return [...html.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, script = '']) => script).join('\n')
}

function styleAddresses(style: string): readonly string[] {
  const pattern = /(?:url\(\s*|@import\s+)["']?([^"')\s;]+)/g
  return [...style.matchAll(pattern)].map(([, address = '']) => address).filter((address) => address !== 'url(')
}

/** What a script would load from another host, as far as its text shows; a browser that goes nowhere else is the proof. */
function foreignLoads(script: string): readonly string[] {
  const pattern =
    /(?:\bfrom|\bimport|\bimport\(|\bfetch\(|\bnew (?:Shared)?Worker\(|\bnew WebSocket\(|\bnew EventSource\(|importScripts\(|\.src=)\s*["'`]((?:https?|wss?):[^"'`]+)/g
  return [...script.matchAll(pattern)].map(([, address = '']) => address)
}
