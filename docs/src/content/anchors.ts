import { type MdastPluginEntry, defineMdastPlugin } from 'satteri'

/**
 * Names the headings of the API reference. A symbol has the name that links to it use, which TypeDoc writes behind it as
 * `{#name}`; what is said of it is named after it, since every symbol has parameters and properties.
 */
export const anchors: MdastPluginEntry = ({ fileURL }) => {
  if (fileURL?.pathname.includes('/generated/reference/') !== true) return null
  const taken = new Set<string>()
  let symbol = ''
  return defineMdastPlugin({
    name: 'anchors',
    heading(node, context) {
      const last = node.children.at(-1)
      const [mark, name] = (last?.type === 'text' ? / ?\{#([^}]+)\}$/.exec(last.value) : null) ?? []
      if (name !== undefined && last?.type === 'text') {
        symbol = name
        context.setProperty(last, 'value', last.value.slice(0, -(mark?.length ?? 0)))
      }
      if (node.depth === 2) symbol = 'all'
      const own = name ?? `${symbol}--${context.textContent(node).toLowerCase().replaceAll(/\W+/g, '-')}`
      context.setProperty(node, 'data', { hProperties: { id: free(own, taken) } })
    },
  })
}

/** The name, or the first of its numbered forms that no heading of the page has. */
function free(name: string, taken: Set<string>): string {
  let own = name
  for (let number = 2; taken.has(own); number++) own = `${name}-${number}`
  taken.add(own)
  return own
}
