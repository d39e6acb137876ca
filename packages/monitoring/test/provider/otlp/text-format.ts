/** A message as protoc prints it: its fields by name, each as often as it is there. */
export interface Message {
  readonly [field: string]: readonly (Message | Buffer | string)[] | undefined
}

type Open = Record<string, (Message | Buffer | string)[]>

/** Reads protoc's text format: one field a line, messages in braces. Texts and bytes are buffers, all else as it is written. */
export function readTextFormat(text: string): Message {
  const root: Open = {}
  const stack: Open[] = [root]
  for (const line of text.split('\n')) {
    const into = stack.at(-1) as Open
    const opened = /^ *(\w+) \{$/.exec(line)
    const field = /^ *(\w+): (.*)$/.exec(line)
    if (opened) {
      const inner: Open = {}
      ;(into[opened[1] as string] ??= []).push(inner)
      stack.push(inner)
    } else if (field) {
      const [, name = '', value = ''] = field
      ;(into[name] ??= []).push(value.startsWith('"') ? unescaped(value.slice(1, -1)) : value)
    } else if (/^ *\}$/.test(line)) stack.pop()
    else if (line !== '') throw new Error(`This is no line of protoc: ${line}`)
  }
  return root
}

const NAMED: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9 }

function unescaped(text: string): Buffer {
  const bytes: number[] = []
  for (const [piece, octal, letter] of text.matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8))
    else if (letter !== undefined) bytes.push(NAMED[letter] ?? letter.charCodeAt(0))
    else bytes.push(...Buffer.from(piece))
  }
  return Buffer.from(bytes)
}
