/** What `npm pack --json` says of one tarball. */
export interface Packed {
  readonly name: string
  readonly version: string
  readonly filename: string
  /** Compressed. */
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string }[]
}

/** The most that a user downloads for one package: code, declarations, sources and the maps between them. */
const budgetBytes = 350_000
/** What stands at the top of a tarball, beside the folders of the build and the sources. */
const top = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|(dist|src)\/.+)$/
const never = /tsbuildinfo$|\.test\.|(^|\/)(test|node_modules)\/|(^|\/)\.|\.(env|pem|key|tgz|log)$/

/** One sentence for each tarball that is too large, and for each file that has no business in one. */
export function problemsOf(tarballs: readonly Packed[]): string[] {
  return tarballs.flatMap(({ name, size, files }) => [
    ...(size > budgetBytes ? [`${name} is ${size} B, over the budget of ${budgetBytes} B`] : []),
    ...['package.json', 'README.md', 'LICENSE']
      .filter((file) => !files.some(({ path }) => path === file))
      .map((file) => `${name} has no ${file}`),
    ...files.filter(({ path }) => !top.test(path) || never.test(path)).map(({ path }) => `${name} holds ${path}`),
  ])
}

/** The tarballs as lines of text: name, files, size, unpacked size. */
export function tableOf(tarballs: readonly Packed[]): string {
  const kiloBytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`.padStart(9)
  return tarballs
    .map(({ name, version, files, size, unpackedSize }) => {
      const count = `${files.length} files`.padStart(10)
      return `  ${`${name} ${version}`.padEnd(30)}${count}${kiloBytes(size)}${kiloBytes(unpackedSize)} unpacked`
    })
    .join('\n')
}
