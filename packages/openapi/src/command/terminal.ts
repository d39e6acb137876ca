/** Where a command stands and what it writes to. */
export interface Terminal {
  /** What relative paths begin at. */
  readonly cwd: string
  /** For what was asked for: a document, findings, changes. */
  readonly out: (text: string) => void
  /** For what is said beside it: progress, notes, errors. */
  readonly err: (text: string) => void
  /** Whether a line of `err` can be written over. */
  readonly isTerminal: boolean
}

/** How a command ended: all well, findings that fail it, or a command that could not be carried out. */
export type ExitCode = 0 | 1 | 2

// oxlint-disable-next-line no-control-regex -- exactly these must not reach a terminal
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** A text of a document without what would move a terminal's cursor, change its colours or turn its letters round. */
export function plain(text: string): string {
  return text.replace(CONTROL, '\ufffd')
}

/** The same on one line, so that it cannot pass for a line of ours, nor for a command to what reads the output. */
export function plainLine(text: string): string {
  return plain(text.replaceAll(/\s*\n\s*/g, ' '))
}
