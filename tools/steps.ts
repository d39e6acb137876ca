import { spawnSync } from 'node:child_process'

/** What a step found: how many checks held and how many did not, and the text to show when any did not. */
export interface StepResult {
  readonly passed: number
  readonly failed: number
  readonly output: string
}

/** One named check of a command such as `npm test`. */
export interface Step {
  readonly name: string
  run(): StepResult
}

/** A step that runs a program with the Node in use; it counts as one check, held when the program exits with 0. */
export function program(name: string, script: string, ...args: string[]): Step {
  return {
    name,
    run() {
      const { status, output } = execute(script, args)
      return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, output }
    },
  }
}

/** Runs a JavaScript or TypeScript file to its end and keeps what it wrote. */
export function execute(script: string, args: readonly string[]): { status: number | null; output: string } {
  const env = { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' }
  const options = { encoding: 'utf8', env, maxBuffer: 64 * 1024 * 1024 } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], options)
  return { status, output: `${stdout}${stderr}`.trim() }
}

/**
 * Runs steps in order until one fails, one line each with its time, and ends with a line `N passed, N failed`.
 * Sets the exit code to 1 when anything failed. With `--keep-going` on the command line it runs the others too.
 */
export function runSteps(steps: readonly Step[]): void {
  let passed = 0
  let failed = 0
  const started = performance.now()
  for (const [index, step] of steps.entries()) {
    const before = performance.now()
    const result = step.run()
    passed += result.passed
    failed += result.failed
    const count = result.passed + result.failed === 1 ? '' : `${result.passed} passed`
    console.log(`${result.failed === 0 ? '✓' : '✗'} ${step.name.padEnd(34)} ${seconds(before)} ${count}`.trimEnd())
    if (result.failed > 0) {
      console.log(`\n${result.output}\n`)
      if (process.argv.includes('--keep-going')) continue
      const rest = steps.slice(index + 1).map(({ name }) => name)
      console.log(`Stopped at: ${step.name}.${rest.length > 0 ? ` Not run: ${rest.join(', ')}.` : ''}`)
      break
    }
  }
  console.log(`${seconds(started).trim()} in all`)
  console.log(`${passed} passed, ${failed} failed`)
  if (failed > 0) process.exitCode = 1
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`.padStart(7)
}
