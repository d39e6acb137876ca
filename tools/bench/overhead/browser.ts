import { build } from 'esbuild'
import { type Browser, chromium } from 'playwright'
import { findChromium } from '../../chromium.ts'
import { here } from '../paths.ts'
import type { Table } from '../report.ts'
import { cases } from './cases.ts'
import type { Measured } from './measure.ts'
import { repetitions, rowsOf } from './table.ts'

/** A page that no server answers: the program is put into it. */
const page = 'http://localhost/'

/** Time of one call in Chromium, × a bare stub `fetch` and its `json()`. */
export async function browser(): Promise<Table[]> {
  const program = await bundled()
  const { executablePath, args, env } = findChromium()
  const started = await chromium.launch({ executablePath, args, env })
  try {
    const runs = new Map(cases.map((each) => [each, [] as Measured[]]))
    for (let i = 0; i < repetitions; i++)
      for (const [each, found] of runs) found.push(await measureAlone(started, program, each.name))
    return [
      {
        title: `Overhead in Chromium ${started.version()}: time of a call, × a bare stub fetch and json()`,
        unit: '× bare',
        rows: rowsOf(cases, runs, 'chromium'),
        notes: ['As in Node, but by the wall clock: a page cannot read its CPU time. Judge it on an idle machine.'],
      },
    ]
  } finally {
    await started.close()
  }
}

/** A context of its own has a renderer process of its own. */
async function measureAlone(started: Browser, program: string, name: string): Promise<Measured> {
  const context = await started.newContext()
  try {
    const tab = await context.newPage()
    await tab.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }))
    await tab.goto(page)
    await tab.addScriptTag({ content: program })
    return await tab.evaluate((wanted) => globalThis.measureCase(wanted), name)
  } finally {
    await context.close()
  }
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['overhead/in-page.ts'],
    absWorkingDir: here,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@fairlead/source'],
    write: false,
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}
