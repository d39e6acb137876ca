import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type MdastVisitorContext, defineMdastPlugin } from 'satteri'
import { repository, urlOf } from './sources.ts'

/**
 * Turns links between files of the repository into links of the site. A file that the site does not have, such as a source
 * file that a protocol names, is shown as its text alone.
 */
export const links = defineMdastPlugin({
  name: 'links',
  link(node, context) {
    if (isElsewhere(node.url)) return
    const url = urlOf(fileOf(context), node.url)
    if (url === undefined) context.replaceNode(node, [...node.children])
    else context.setProperty(node, 'url', url)
  },
  definition(node, context) {
    if (isElsewhere(node.url)) return
    const url = urlOf(fileOf(context), node.url)
    if (url !== undefined) context.setProperty(node, 'url', url)
  },
})

/** True for an address with a scheme, of the site itself, or within the page. */
function isElsewhere(url: string): boolean {
  return /^([a-z][a-z\d+.-]*:|[/#])/i.test(url)
}

/** The file that is being rendered, relative to the repository. */
function fileOf({ fileURL }: MdastVisitorContext): string {
  return fileURL === undefined ? '' : relative(repository, fileURLToPath(fileURL))
}
