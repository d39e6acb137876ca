/** Everything a program may print of an error and of its causes; `util.inspect` too, where the runtime has it. */
export function printed(error: unknown): string {
  const parts: string[] = []
  for (let link = error; link instanceof Error; link = link.cause) {
    parts.push(
      link.message,
      String(link.stack),
      String(link),
      JSON.stringify(link),
      JSON.stringify(Object.entries(link)),
    )
  }
  return [...parts, inspect(error)].join('\n')
}

interface Platform {
  readonly process?: {
    getBuiltinModule?(id: string): { inspect(value: unknown, options: { readonly depth: number }): string } | undefined
  }
}

/** What `console.log` prints where it is Node's; consoles elsewhere show the own properties. */
function inspect(error: unknown): string {
  const { process } = globalThis as Platform
  return process?.getBuiltinModule?.('node:util')?.inspect(error, { depth: 10 }) ?? ''
}
