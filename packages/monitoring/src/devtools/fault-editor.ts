import type { Context, View } from './context.ts'
import { type Shown, createPool, h } from './dom.ts'
import type { FaultRule, Faults } from './faults.ts'

/** A rule, and its place among all. */
type Placed = readonly [rule: FaultRule, index: number]

/** Edits the rules of `faults()`. */
export function createFaultEditor({ ask }: Context, faults: Faults): View {
  const list = h('ul', { class: 'rules' })
  const problem = h('p', { class: 'problem', role: 'alert' })
  const change = (edit: (rules: FaultRule[]) => unknown): void => {
    const rules = [...faults.rules()]
    edit(rules)
    try {
      faults.set(rules)
      problem.textContent = ''
    } catch (error) {
      problem.textContent = (error as Error).message
    }
    ask()
  }
  const showRules = createPool<Placed>(list, () => createRule(change))
  const empty = h('p', { class: 'empty' }, 'No faults: every call goes as it goes.')
  const add = h(
    'button',
    { type: 'button', onclick: () => change((rules) => rules.push({ match: '' })) },
    'Add a fault',
  )
  const clear = h('button', { type: 'button', onclick: () => change((rules) => rules.splice(0)) }, 'All calm')
  const offline = h(
    'button',
    { type: 'button', onclick: () => change((rules) => rules.unshift({ match: '', offline: true })) },
    'Go offline',
  )
  const stop = faults.subscribe(ask)
  return {
    element: h(
      'div',
      { class: 'view sheet' },
      h('div', { class: 'toolbar' }, add, offline, clear),
      problem,
      h(
        'p',
        { class: 'note' },
        'For each attempt the first rule that matches holds: “METHOD template” or how it begins.',
      ),
      list,
      empty,
    ),
    draw() {
      const rules = faults.rules()
      showRules(rules.map((rule, index) => [rule, index]))
      empty.hidden = rules.length > 0
    },
    end: stop,
  }
}

function createRule(change: (edit: (rules: FaultRule[]) => unknown) => void): Shown<Placed> {
  let index = 0
  const edit = (part: (value: string) => Partial<FaultRule>) => (event: Event) => {
    const { value } = event.target as HTMLInputElement
    change((rules) => (rules[index] = { ...rules[index], ...part(value) }))
  }
  const field = (label: string, props: Parameters<typeof h>[1], part: (value: string) => Partial<FaultRule>) => {
    const input = h('input', { ...props, onchange: edit(part) })
    return { input, element: h('label', {}, h('span', {}, label), input) }
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
      ...[match, latency, status, rate].map(({ element }) => element),
      h('label', { class: 'check' }, offline, h('span', {}, 'Offline')),
      remove,
    ),
    show([rule, place]) {
      index = place
      put(match.input, rule.match)
      put(latency.input, rule.latencyMs)
      put(status.input, rule.status)
      put(rate.input, rule.failRate === undefined ? undefined : Number((rule.failRate * 100).toFixed(2)))
      offline.checked = rule.offline ?? false
    },
  }
}
