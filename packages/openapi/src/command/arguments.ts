import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { configError } from '@fairlead/core'

/** What one command takes. */
export interface ArgumentRules {
  /** The names of its positional arguments, all of them needed. */
  readonly positionals: readonly string[]
  readonly options: ParseArgsOptionsConfig
}

/** The arguments of a command, checked. */
export interface Arguments {
  readonly positionals: readonly string[]
  /** The value of an option that takes one. */
  readonly text: (name: string) => string | undefined
  readonly texts: (name: string) => readonly string[]
  readonly flag: (name: string) => boolean
}

/** Reads the arguments of a command. @throws `config` for an unknown option, a missing or a stray argument */
export function readArguments(command: string, args: readonly string[], rules: ArgumentRules): Arguments {
  const { values, positionals } = parsed(command, args, rules)
  const { length } = rules.positionals
  const missing = rules.positionals[positionals.length]
  if (missing !== undefined) throw configError(`${command} needs a <${missing}>`)
  if (positionals.length > length) throw configError(`${command} does not know what '${positionals[length]}' is for`)
  return {
    positionals,
    text: (name) => values[name] as string | undefined,
    texts: (name) => (values[name] as readonly string[] | undefined) ?? [],
    flag: (name) => values[name] === true,
  }
}

function parsed(
  command: string,
  args: readonly string[],
  { options }: ArgumentRules,
): { values: Record<string, unknown>; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (cause) {
    // The platform's first sentence says which option; the rest is of programs, not of users.
    throw configError(`${command}: ${(cause as Error).message.split('. ')[0]}`)
  }
}

/** One of a few words. @throws `config` */
export function oneOf<T extends string>(name: string, given: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === given)
  if (found === undefined) throw configError(`--${name} is ${allowed.join(', ')}, not '${given}'`)
  return found
}
