import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execute, type Step } from './steps.ts'

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

/** A step that runs vitest projects and counts their tests; a skipped test counts as failed, for it proves nothing. */
export function vitest(name: string, ...projects: string[]): Step {
  return {
    name,
    run() {
      const folder = mkdtempSync(join(tmpdir(), 'fairlead-vitest-'))
      const file = join(folder, 'report.json')
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
      const args = ['run', ...projects.map((project) => `--project=${project}`), ...reporters]
      const { status, output } = execute('node_modules/vitest/vitest.mjs', args)
      const report = read(file)
      rmSync(folder, { recursive: true, force: true })
      if (report === undefined) return { passed: 0, failed: 1, output }
      const failed = report.numFailedTests + report.numPendingTests + report.numTodoTests
      // A file that does not load, or an unhandled rejection, fails the run without failing a test.
      return { passed: report.numPassedTests, failed: status === 0 ? failed : Math.max(failed, 1), output }
    },
  }
}

function read(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } catch {
    return undefined
  }
}
