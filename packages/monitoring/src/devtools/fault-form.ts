import { type Shown, h } from './dom.ts'
import type { FaultRule } from './fault-rules.ts'

/** A rule, and its place among all. */
export type Placed = readonly [rule: FaultRule, index: number]

const BODIES = ['cut', 'broken'] as const

/** Makes the form of one rule after the other; `change` edits the rules. */
export function createRuleForm(change: (edit: (rules: FaultRule[]) => unknown) => void): Shown<Placed> {
  let index = 0
  const edit = (part: (value: string) => Partial<FaultRule>) => (event: Event) => {
    const { value } = event.target as HTMLInputElement
    change((rules) => (rules[index] = { ...rules[index], ...part(value) }))
  }
  const labelled = (label: string, control: HTMLElement): HTMLElement => h('label', {}, h('span', {}, label), control)
  const field = (label: string, props: Parameters<typeof h>[1], part: (value: string) => Partial<FaultRule>) => {
    const input = h('input', { ...props, onchange: edit(part) })
    return { input, element: labelled(label, input) }
  }
  const figure = (value: string): number | undefined => (value === '' ? undefined : Number(value))
  const match = field('Calls', { class: 'match', placeholder: 'every call', spellcheck: 'false' }, (text) => ({
    match: text.trim(),
  }))
  const latency = field('Wait, ms', { type: 'number', min: 0, step: 50 }, (text) => ({ latencyMs: figure(text) }))
  const status = field('Status', { type: 'number', min: 200, max: 599 }, (text) => ({ status: figure(text) }))
  const rate = field('Fails, %', { type: 'number', min: 0, max: 100 }, (text) => {
    const share = figure(text)
    return { failRate: share === undefined ? undefined : share / 100 }
  })
  const times = field('Times', { type: 'number', min: 0, placeholder: 'all' }, (text) => ({ times: figure(text) }))
  const choice = h(
    'select',
    { 'aria-label': 'Answer', onchange: edit((value) => ({ body: BODIES.find((body) => body === value) })) },
    h('option', { value: '' }, 'whole'),
    ...BODIES.map((body) => h('option', {}, body)),
  )
  const body = { element: labelled('Answer', choice) }
  const offline = h('input', {
    type: 'checkbox',
    onchange: () => change((rules) => (rules[index] = { ...rules[index], offline: offline.checked })),
  })
  const remove = h('button', { type: 'button', onclick: () => change((rules) => rules.splice(index, 1)) }, 'Remove')
  /** What is being typed is left alone. */
  const put = (input: HTMLInputElement, value: string | number | undefined): void => {
    if (!input.matches(':focus')) input.value = value === undefined ? '' : String(value)
  }
  return {
    element: h(
      'li',
      {},
      ...[match, latency, status, body, rate, times].map(({ element }) => element),
      h('div', { class: 'end' }, h('label', { class: 'check' }, offline, h('span', {}, 'Offline')), remove),
    ),
    show([rule, place]) {
      index = place
      put(match.input, rule.match)
      put(latency.input, rule.latencyMs)
      put(status.input, rule.status)
      put(rate.input, rule.failRate === undefined ? undefined : Number((rule.failRate * 100).toFixed(2)))
      put(times.input, rule.times)
      choice.value = rule.body ?? ''
      offline.checked = rule.offline ?? false
    },
  }
}
