import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { brokenLinksOf, pageOf } from '../../../tools/guide-programs.ts'
import { INSTRUMENTS } from '../src/instruments.ts'
import { familyName } from '../src/prometheus/names.ts'

const source = join(import.meta.dirname, '../src')
const filesOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
const text = filesOf(source)
const names = ['monitoring', 'monitoring-otel', 'monitoring-prometheus', 'monitoring-devtools']
const pages = names.map(pageOf).join('\n')
const dashboards = join(import.meta.dirname, '../../../docs/guide/dashboards')

/** The name that Prometheus has samples of an instrument under. */
const sampleOf = (instrument: (typeof INSTRUMENTS)[number]): string =>
  familyName(instrument, '') + (instrument.kind === 'counter' ? '_total' : '')

/** The members of an interface. */
function membersOf(name: string): string[] {
  const [, body = ''] = new RegExp(`export interface ${name}\\b[^{]*\\{([^]*?)\\n\\}`).exec(text) ?? []
  const found = [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(]/gm)].map(([, member = '']) => member)
  expect(found.length, name).toBeGreaterThan(0)
  return found
}

describe('the guide to monitoring', () => {
  test.each(INSTRUMENTS.map((instrument) => [instrument.name, instrument] as const))(
    'has %s, its kind and its unit, and its name in Prometheus',
    (name, instrument) => {
      const row = pageOf('monitoring-otel')
        .split('\n')
        .find((line) => line.startsWith(`| \`${name}\``))
      expect(row).toContain(`| ${instrument.kind}`)
      expect(row).toContain(`\`${instrument.unit}\``)
      const kind = instrument.kind === 'updown' ? 'gauge' : instrument.kind
      expect(pageOf('monitoring-prometheus')).toMatch(new RegExp(`^\\| \`${sampleOf(instrument)}\` +\\| ${kind}`, 'm'))
    },
  )

  test('has every attribute of spans and metrics', () => {
    const told = filesOf(join(source, 'otel')) + readFileSync(join(source, 'attributes.ts'), 'utf8')
    const measured = readFileSync(join(source, 'measure.ts'), 'utf8')
    const attributes = [...(told + measured).matchAll(/'((?:http|server|url|error|graphql|fairlead)\.[\w.]+)'/g)]
    expect(attributes.length).toBeGreaterThan(12)
    const page = pageOf('monitoring-otel')
    expect(attributes.map(([, name = '']) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })

  test.each([
    'MonitoringOptions',
    'Monitoring',
    'Snapshot',
    'Health',
    'EndpointHealth',
    'SessionHealth',
    'Threshold',
    'OperationRecord',
    'AttemptRecord',
    'LaneRecord',
    'SocketRecord',
    'ConsoleLogOptions',
    'LogLine',
    'ReportOptions',
    'OtelOptions',
    'PrometheusOptions',
    'RegistryOptions',
    'Registry',
    'DevtoolsOptions',
    'FaultOptions',
    'FaultRule',
  ])('names every member of %s', (options) => {
    expect(membersOf(options).filter((member) => !new RegExp(`\\b${member}\\b`).test(pages))).toEqual([])
  })

  test.each([
    ['maxOperations', '500'],
    ['maxEndpoints', '200'],
    ['maxTemplates', '200'],
  ])('says the default of %s as the sources do', (option, value) => {
    expect(new RegExp(`@defaultValue ${value} \\*/\\n +readonly ${option}\\?`).test(text)).toBe(true)
    expect(pageOf('monitoring')).toMatch(new RegExp(`^\\|.*\`${option}\`.*\\| ${value} `, 'm'))
  })

  test.each(['fairlead.json', 'alerts.yml'])('asks for no metric that there is not: %s', (file) => {
    const known = INSTRUMENTS.map(sampleOf)
    const asked = [...readFileSync(join(dashboards, file), 'utf8').matchAll(/\b(?:fairlead_|http_client_)\w+/g)]
    const metrics = asked.map(([name]) => name.replace(/_(bucket|count|sum)$/, ''))
    expect(metrics.length).toBeGreaterThan(5)
    expect(metrics.filter((name) => !known.includes(name))).toEqual([])
  })

  test('leads to places that exist', () => {
    expect(brokenLinksOf(names)).toEqual([])
  })
})
