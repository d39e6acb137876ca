import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { INSTALL_PROMETHEUS, findPrometheus } from '../../../../tools/prometheus.ts'

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[]
}

const path = findPrometheus()
if (path === undefined) console.warn(`The tests of the dashboard are skipped: ${INSTALL_PROMETHEUS}.`)
const dashboards = join(import.meta.dirname, '../../../../docs/guide/dashboards')

/** What `promtool check rules` says of a file. */
function check(file: string): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr, error } = spawnSync(join(dirname(path ?? ''), 'promtool'), ['check', 'rules', file], {
    encoding: 'utf8',
  })
  if (error) throw error
  return { status, said: stdout + stderr }
}

/** A file with these expressions as rules; JSON is YAML. */
function rulesOf(expressions: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-rules-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const rules = expressions.map((expr, i) => ({ record: `panel_${i}`, expr }))
  writeFileSync(join(folder, 'rules.yml'), JSON.stringify({ groups: [{ name: 'panels', rules }] }))
  return join(folder, 'rules.yml')
}

test.skipIf(path === undefined)('Prometheus can read the alert rules', () => {
  expect(check(join(dashboards, 'alerts.yml'))).toMatchObject({ status: 0, said: expect.stringMatching(/6 rules/) })
})

test.skipIf(path === undefined)('Prometheus can read what each panel of the dashboard asks', () => {
  const { panels } = JSON.parse(readFileSync(join(dashboards, 'fairlead.json'), 'utf8')) as Dashboard
  const asked = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '5m')))
  expect(asked.length).toBeGreaterThan(10)
  expect(check(rulesOf(asked))).toMatchObject({ status: 0 })
  // It does look at them.
  expect(check(rulesOf([...asked, 'sum(']))).not.toMatchObject({ status: 0 })
})
