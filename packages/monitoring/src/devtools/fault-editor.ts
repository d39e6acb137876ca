import type { Context, View } from './context.ts'
import { createPool, h, say } from './dom.ts'
import { type Placed, createRuleForm } from './fault-form.ts'
import type { FaultRule } from './fault-rules.ts'
import type { Faults } from './faults.ts'
import type { SocketFault } from './faulty-sockets.ts'

/** Edits the rules of `faults()`, and breaks live connections. */
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
  const showRules = createPool<Placed>(list, () => createRuleForm(change))
  const empty = h('p', { class: 'empty' }, 'No faults: every call goes as it goes.')
  const add = h(
    'button',
    { type: 'button', onclick: () => change((rules) => rules.push({ match: '' })) },
    'Add a fault',
  )
  const clear = h('button', { type: 'button', onclick: () => change((rules) => rules.splice(0)) }, 'All calm')
  const first = (name: string, rule: FaultRule): HTMLElement =>
    h('button', { type: 'button', onclick: () => change((rules) => rules.unshift({ match: '', ...rule })) }, name)
  const offline = first('Go offline', { offline: true })
  const refused = first('Refuse a credential', { status: 401, times: 1 })
  const breakLinks = (name: string, fault: SocketFault): HTMLButtonElement =>
    h('button', { type: 'button', onclick: () => (faults.sockets.strike(fault), ask()) }, name)
  const links = [breakLinks('Cut', 'cut'), breakLinks('Half-open', 'half-open')]
  const standing = h('span')
  const stop = faults.subscribe(ask)
  return {
    element: h(
      'div',
      { class: 'view sheet' },
      h('div', { class: 'toolbar' }, add, offline, refused, clear),
      h('div', { class: 'toolbar', role: 'group', 'aria-label': 'Live connections' }, standing, ...links),
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
      const count = faults.sockets.count()
      say(standing, count === 0 ? 'No live connection that can be broken' : `Live connections: ${count}`)
      for (const button of links) button.disabled = count === 0
    },
    end: stop,
  }
}
