// `npm run docs`: builds the site to docs/dist without the network. With --serve it serves it afterwards, with --dev it
// shows each change at once.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { type AstroInlineConfig, build, dev, preview } from 'astro'
import { problemsOf } from './checks/index.ts'
import { writeReference } from './reference.ts'

const root = dirname(import.meta.dirname)
const generated = join(root, 'generated')
const site: AstroInlineConfig = { root, logLevel: 'error', server: { host: '127.0.0.1', port: 4321 } }

process.env['ASTRO_TELEMETRY_DISABLED'] = '1'
const started = performance.now()
await writeReference(join(generated, 'reference'))
writeOpenApi(join(generated, 'harbour.openapi.json'))
if (process.argv.includes('--dev')) {
  const server = await dev(site)
  console.log(`http://127.0.0.1:${server.address.port}/`)
} else {
  // What was rendered before may have been rendered by other plugins.
  await build({ ...site, force: true })
  const problems = problemsOf(join(root, 'dist'))
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`docs/dist: built in ${seconds} s, ${problems.length} problems`)
  if (process.argv.includes('--serve')) {
    const server = await preview(site)
    console.log(`http://127.0.0.1:${server.port}/`)
    await server.closed()
  }
}

/** The contract of the demo imports packages by their sources, which Node does under a condition only. */
function writeOpenApi(file: string): void {
  const script = join(import.meta.dirname, 'openapi.ts')
  const { status } = spawnSync(process.execPath, ['--conditions=@fairlead/source', script, file], { stdio: 'inherit' })
  if (status !== 0) throw new Error('The OpenAPI document of the harbour could not be made.')
}
