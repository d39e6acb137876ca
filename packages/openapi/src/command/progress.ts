import type { Progress } from '../import/read/options.ts'
import type { Terminal } from './terminal.ts'

const WORDS: Readonly<Record<Progress['step'], string>> = {
  read: 'Reading files',
  model: 'Reading operations',
  print: 'Writing modules',
  write: 'Saving files',
}
const STEPS_SHOWN = 20

/** Shows how far long work is: one line that changes on a terminal, a line for each step elsewhere. */
export function showProgress({ err, isTerminal }: Terminal): { on: (progress: Progress) => void; end: () => void } {
  let line = ''
  let step: Progress['step'] | undefined
  return {
    on({ step: now, done, total }) {
      if (!isTerminal) {
        if (now !== step) err(`${WORDS[now]} …\n`)
        step = now
        return
      }
      const share = Math.floor((done / Math.max(total, 1)) * STEPS_SHOWN)
      const next = `${WORDS[now].padEnd(19)} ${'█'.repeat(share).padEnd(STEPS_SHOWN, '░')} ${done} of ${total}`
      if (next !== line) err(`\r${next.padEnd(line.length)}`)
      line = next
    },
    end() {
      if (line) err(`\r${' '.repeat(line.length)}\r`)
      line = ''
    },
  }
}
