// `npm run test:runtimes`: the unit tests and the conformance cases on every runtime they promise to work on.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { bundle } from './bundle.ts'
import { type Difference, differences } from './differences.ts'
import { type Runtime, findRuntimes } from './runtimes.ts'
import { type Failure, type Report, sum } from './suite/report.ts'

const compiler = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc')
const types = spawnSync(process.execPath, [compiler, '-p', import.meta.dirname, '--noEmit'], { stdio: 'inherit' })

const folder = mkdtempSync(join(tmpdir(), 'fairlead-runtimes-'))
const server = spawn(process.execPath, ['--conditions=@fairlead/source', join(import.meta.dirname, 'server.ts')], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
let passed = types.status === 0 ? 1 : 0
let failed = 1 - passed
try {
  const serverUrl = await firstLine(server.stdout)
  const bundles = await bundle(folder)
  const { here, missing } = await findRuntimes()
  for (const runtime of here) {
    const report = await tryOn(runtime)
    passed += report.passed
    failed += report.failures.length
    for (const { name, message } of report.failures) console.log(`\n✗ ${runtime.name}: ${name}\n${message}`)
  }
  for (const name of missing) console.log(`✗ ${name.padEnd(10)} is not there for ${process.platform} ${process.arch}`)
  failed += missing.length
  console.log(`Made for Node and tested by npm test: ${bundles.leftOut.length} files of unit tests`)

  async function tryOn(runtime: Runtime): Promise<Report> {
    const started = performance.now()
    const { name, version } = runtime
    const known = differences.filter(({ runtimes }) => runtimes.includes(name))
    let parts: Record<string, Report>
    try {
      parts = (await runtime.run(bundles, serverUrl)) as Record<string, Report>
    } catch (error) {
      parts = { suite: { passed: 0, notApplicable: 0, failures: [{ name: 'the suite runs', message: String(error) }] } }
    }
    const whole = withoutKnown(sum(Object.values(parts)), known)
    const counts = Object.entries(parts).map(([part, report]) => `${part} ${report.passed}`)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const mark = whole.failures.length === 0 ? '✓' : '✗'
    const rest = `${whole.failures.length} failed, ${whole.notApplicable} not applicable`
    console.log(`${mark} ${name.padEnd(8)} ${version.padEnd(14)} ${counts.join(', ')} passed, ${rest}, ${seconds} s`)
    return whole
  }
} finally {
  server.stdin.end()
  rmSync(folder, { recursive: true, force: true })
}

console.log(`${passed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1

async function firstLine(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) return line
  throw new Error('the fault server did not start')
}

/** Takes out what the platform cannot do, and puts in what is said of it without being so. */
function withoutKnown(report: Report, known: readonly Difference[]): Report {
  const isFor =
    ({ name }: Difference) =>
    (failure: Failure) =>
      failure.name.endsWith(name)
  const failures = report.failures.filter((failure) => !known.some((difference) => isFor(difference)(failure)))
  const stale = known.filter((difference) => !report.failures.some((failure) => isFor(difference)(failure)))
  return {
    passed: report.passed,
    notApplicable: report.notApplicable + report.failures.length - failures.length,
    failures: [
      ...failures,
      ...stale.map(({ name }) => ({ name, message: 'did not fail, and differences.ts says that it must' })),
    ],
  }
}
