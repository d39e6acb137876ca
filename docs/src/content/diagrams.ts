import { createHash } from 'node:crypto'
import { renderMermaidSVG } from 'beautiful-mermaid'
import { defineMdastPlugin } from 'satteri'

/** Draws blocks marked `mermaid` at build time, in the colours of the theme that is shown. */
export const diagrams = defineMdastPlugin({
  name: 'diagrams',
  code(node, context) {
    if (node.lang !== 'mermaid') return
    const figure = `<figure class="diagram not-content" tabindex="0" role="group" aria-label="Diagram">${draw(node.value)}</figure>`
    context.replaceNode(node, { raw: figure, mdxExpressions: false })
  },
})

function draw(source: string): string {
  const svg = renderMermaidSVG(source, {
    bg: 'var(--sl-color-bg)',
    fg: 'var(--sl-color-white)',
    line: 'var(--sl-color-gray-3)',
    accent: 'var(--sl-color-accent)',
    muted: 'var(--sl-color-gray-2)',
    border: 'var(--sl-color-gray-4)',
    font: 'inherit',
    transparent: true,
  })
  // The drawing asks for a font of another host, and its names are the same in each drawing of a page.
  const own = createHash('sha256').update(source).digest('hex').slice(0, 8)
  return svg
    .replaceAll(/@import url\([^)]*\);?/g, '')
    .replaceAll(/\bid="([^"]+)"/g, `id="${own}-$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${own}-$1)`)
    .replaceAll(/\n\s*\n/g, '\n')
}
