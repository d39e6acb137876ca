import { defineMdastPlugin } from 'satteri'

/** Leaves out the first heading of a file: the page shows its title itself. */
export const title = defineMdastPlugin({
  name: 'title',
  heading(node, context) {
    if (node.depth === 1) context.removeNode(node)
  },
})
