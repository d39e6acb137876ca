import { hostOf } from '@fairlead/core'
import type { OperationRecord } from '../records.ts'
import type { Context, View } from './context.ts'
import { h } from './dom.ts'
import { createFacts, createTable } from './table.ts'
import { clockText, shareText, sizeText, spanText } from './words.ts'

/** What the cache did for the calls of one endpoint. */
interface Answers {
  readonly name: string
  readonly byOutcome: Map<string, number>
  last: Readonly<Record<string, string | number | boolean | undefined>>
  at: number
}

const OUTCOMES = ['hit', 'stale', 'revalidated', 'miss', 'bypass', 'unavailable']
const MAX_ENTRIES = 200
const FROM_STORE = ['hit', 'stale', 'revalidated']

/** What the cache did for the calls in the timeline, what it has kept of them, and which tags have changed. */
export function createCacheView({ client, now, tags }: Context): View {
  const { origin } = hostOf(client)
  const facts = createFacts()
  const kept = createTable(
    'Endpoints',
    ['Endpoint', ...OUTCOMES.map((outcome) => `${outcome}#`), 'Last', 'Why', 'Fresh for#', 'Kept'],
    'No call has asked the cache yet.',
  )
  const entries = createTable(
    'Answers in memory, the latest used first',
    ['URL', 'Tags', 'Age#', 'Size#', 'Whose', 'State'],
    'Nothing is in memory.',
  )
  const changes = createTable('Tags that changed', ['Tags', 'How', 'When#'], 'None since the panel is open.')
  const tag = h('input', { 'aria-label': 'Tag', placeholder: 'Tag', spellcheck: 'false' })
  const form = h(
    'form',
    {
      class: 'toolbar',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault()
        if (tag.value.trim()) client.tags.invalidate([tag.value.trim()])
        tag.value = ''
      },
    },
    tag,
    h('button', {}, 'Invalidate'),
  )
  if (client.cache) form.append(h('button', { type: 'button', onclick: () => client.cache?.clear() }, 'Empty cache'))
  return {
    element: h(
      'div',
      { class: 'view sheet' },
      form,
      facts.element,
      kept.element,
      ...(client.cache?.entries ? [entries.element] : []),
      changes.element,
    ),
    draw() {
      const at = now()
      const all = answersOf(client.monitoring?.timeline() ?? [])
      const total = new Map<string, number>()
      for (const { byOutcome } of all) for (const [outcome, count] of byOutcome) add(total, outcome, count)
      const sum = [...total.values()].reduce((a, b) => a + b, 0)
      const hits = FROM_STORE.reduce((a, outcome) => a + (total.get(outcome) ?? 0), 0)
      facts.show([
        ['Answers', sum],
        ['From the cache', sum === 0 ? '–' : shareText(hits / sum)],
        ...OUTCOMES.map((outcome) => [outcome, total.get(outcome) ?? 0] as const),
      ])
      kept.show(
        all.map(({ name, byOutcome, last, at: then }) => [
          name,
          ...OUTCOMES.map((outcome) => byOutcome.get(outcome) ?? 0),
          String(last['outcome'] ?? ''),
          String(last['reason'] ?? ''),
          typeof last['ttlMs'] === 'number' ? freshText(last['ttlMs'] - (at - then)) : '–',
          keptText(last),
        ]),
      )
      // The latest alone: a cache may hold thousands.
      const latest = client.cache?.entries?.().slice(-MAX_ENTRIES).toReversed() ?? []
      entries.show(
        latest.map(({ url, tags: own, ageMs, bytes, isInvalidated, isPrivate }) => [
          // The client's own origin would leave no room for what tells one answer from another.
          url.startsWith(`${origin}/`) ? url.slice(origin.length) : url,
          own.join(', '),
          spanText(ageMs),
          sizeText(bytes),
          isPrivate ? 'the session' : 'everybody',
          isInvalidated ? 'invalidated' : 'good',
        ]),
      )
      changes.show(tags.map(({ tags: names, mode, at: then }) => [names.join(', '), mode, clockText(then)]))
    },
  }
}

function answersOf(records: readonly OperationRecord[]): Answers[] {
  const all = new Map<string, Answers>()
  for (const { method, template, notes } of records) {
    for (const { type, at, details } of notes) {
      if (type !== 'plugin:cache:answer') continue
      const name = `${method} ${template}`
      let found = all.get(name)
      if (!found) all.set(name, (found = { name, byOutcome: new Map(), last: details, at }))
      add(found.byOutcome, String(details['outcome']), 1)
      found.last = details
      found.at = at
    }
  }
  return [...all.values()]
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count)
}

function freshText(ms: number): string {
  return ms > 0 ? spanText(ms) : 'stale'
}

function keptText({ outcome, stored, refusal }: Answers['last']): string {
  if (stored || FROM_STORE.includes(String(outcome))) return 'yes'
  return refusal === undefined ? 'no' : `no: ${String(refusal)}`
}
