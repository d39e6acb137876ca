import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { main } from '../../../src/command/main.ts'

/** How a command ended and what it wrote. */
export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A folder of its own that a command is run in. */
export interface Place {
  readonly folder: string
  readonly have: (files: Readonly<Record<string, string | object>>) => void
  readonly run: (...args: readonly string[]) => Promise<Ended>
  readonly leave: () => void
}

/** Makes an empty folder. */
export function placeOf(name: string): Place {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  return {
    folder,
    have(files) {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true })
        writeFileSync(join(folder, file), typeof text === 'string' ? text : JSON.stringify(text))
      }
    },
    async run(...args) {
      let [out, err] = ['', '']
      const code = await main(args, {
        cwd: folder,
        out: (text) => void (out += text),
        err: (text) => void (err += text),
        isTerminal: false,
      })
      return { code, out, err }
    },
    leave: () => rmSync(folder, { recursive: true }),
  }
}
