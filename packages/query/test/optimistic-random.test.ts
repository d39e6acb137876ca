import { update } from '@fairlead/core'
import { MutationObserver, onlineManager } from '@tanstack/query-core'
import * as fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { type Vessel, contract, fleet } from './support/fleet.ts'

afterEach(() => onlineManager.setOnline(true))

type Field = 'name' | 'flag'
type Kind = 'rename' | 'reflag' | 'touch'

/** One thing that happens: a mutation, somebody else's write, a refetch, the network that goes or comes, and time. */
type Step =
  | {
      readonly do: 'write'
      readonly kind: Kind
      readonly field: Field
      readonly fails: boolean
      readonly delayMs: number
    }
  | { readonly do: 'other'; readonly field: Field }
  | { readonly do: 'refetch'; readonly delayMs: number }
  | { readonly do: 'network' }
  | { readonly do: 'wait'; readonly ms: number }

const delays = fc.integer({ min: 0, max: 60 })
const write: fc.Arbitrary<Step> = fc
  .record({
    kind: fc.constantFrom<Kind>('rename', 'reflag', 'touch'),
    field: fc.constantFrom<Field>('name', 'flag'),
    fails: fc.boolean(),
    delayMs: delays,
  })
  // The first two have their own field.
  .map((each) => ({
    do: 'write',
    ...each,
    field: each.kind === 'touch' ? each.field : each.kind === 'rename' ? 'name' : 'flag',
  }))
const between = fc.oneof<fc.Arbitrary<Step>[]>(
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ do: fc.constant('refetch' as const), delayMs: delays }),
  fc.record({ do: fc.constant('other' as const), field: fc.constantFrom<Field>('name', 'flag') }),
  fc.record({ do: fc.constant('network' as const) }),
)
/** One to six mutations, and what lies between them. */
const schedules = fc
  .array(fc.tuple(write, fc.array(between, { maxLength: 4 })), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.flatMap(([first, rest]) => [first, ...rest]))

interface Intent {
  readonly field: Field
  readonly value: string
  readonly observer: MutationObserver<unknown, unknown, unknown>
  /** How many values of the field the server had had before it took this one; undefined as long as it has not. */
  takenAt: number | undefined
}

const params = { id: '1' }

/**
 * Runs a schedule. Answers what contradicts in what is shown: for each field,
 * - while an intent for it is under way: anything but the value of the latest intent that has not failed;
 * - else: what the server had before the last intent that it is known to have taken. In which order it took them is not known before
 *   its data are there: until then the latest intent may be shown as well.
 */
async function contradictions(steps: readonly Step[]): Promise<readonly string[]> {
  const vessel = { id: '1', name: 'n0', flag: 'f0' }
  const history: Record<Field, string[]> = { name: ['n0'], flag: ['f0'] }
  const intents: Intent[] = []
  const delayOf = new Map<string, { readonly delayMs: number; readonly fails: boolean }>()
  let readMs = 5
  function take(field: Field, value: string): void {
    vessel[field] = value
    history[field].push(value)
  }
  const rig = fleet(({ method, body }) => {
    if (method === 'GET') return { json: { ...vessel }, delayMs: readMs }
    const [[field, value]] = Object.entries(body as object) as [[Field, string]]
    const { delayMs, fails } = delayOf.get(value) ?? { delayMs: 0, fails: false }
    if (fails) return { status: 409, json: { by: 'ben' }, delayMs }
    const intent = intents.find((each) => each.value === value)
    if (intent) intent.takenAt = history[field].length
    take(field, value)
    return { json: { ...vessel }, delayMs }
  })
  const found: string[] = []
  let log = ''
  function look(data: Vessel): void {
    for (const field of ['name', 'flag'] as const) {
      const own = intents.filter((each) => each.field === field)
      const status = ({ observer }: Intent): string => observer.getCurrentResult().status
      const latest = own.findLast((each) => status(each) !== 'error')
      const known = Math.max(0, ...own.filter((each) => status(each) === 'success').map(({ takenAt = 0 }) => takenAt))
      const isPending = own.some((each) => status(each) === 'pending')
      const right = isPending ? [latest?.value] : history[field].slice(known)
      if (!isPending && rig.queryClient.isFetching() > 0) right.push(latest?.value)
      if (!right.includes(data[field]))
        found.push(`${log}: ${field} is ${data[field]} instead of ${right.join(' or ')}`)
    }
  }
  try {
    await rig.signIn('ida')
    const one = rig.watch<Vessel>(rig.q.byId.queryOptions({ params }))
    await rig.clock.advance(10)
    const check = one.shown.push.bind(one.shown)
    one.shown.push = (data: Vessel) => {
      look(data)
      return check(data)
    }
    const optimistic = ({ body }: { readonly body?: object }) => [
      update(contract.byId, { params }, (data) => ({ ...data, ...body })),
    ]
    for (const [index, step] of steps.entries()) {
      log += ` ${JSON.stringify(step)}`
      if (step.do === 'write') {
        const { kind, field, fails, delayMs } = step
        const value = `${field} ${index}`
        delayOf.set(value, { delayMs, fails })
        const observer = new MutationObserver(rig.queryClient, rig.q[kind].mutationOptions({ optimistic }) as never)
        observer.subscribe(() => {})
        intents.push({ field, value, observer: observer as never, takenAt: undefined })
        void (observer.mutate as (input: unknown) => Promise<unknown>)({ params, body: { [field]: value } }).catch(
          () => {},
        )
      } else if (step.do === 'other') take(step.field, `other ${index}`)
      else if (step.do === 'network') {
        // Not in the middle of a turn: what TanStack Query begins then overtakes what it has begun before.
        await rig.clock.advance(0)
        onlineManager.setOnline(!onlineManager.isOnline())
        await rig.clock.advance(0)
      } else if (step.do === 'wait') await rig.clock.advance(step.ms)
      else {
        readMs = step.delayMs
        void rig.queryClient.refetchQueries().catch(() => {})
      }
      look(rig.queryClient.getQueryData(rig.q.byId.queryOptions({ params }).queryKey) as Vessel)
    }
    onlineManager.setOnline(true)
    await rig.clock.advance(1_000)
    void rig.queryClient.refetchQueries()
    await rig.clock.advance(1_000)
    log += ' at the end'
    look(one.latest() as Vessel)
    if (JSON.stringify(one.latest()) !== JSON.stringify(vessel)) found.push(`${log}: ${JSON.stringify(one.latest())}`)
    return found
  } finally {
    await rig.close()
  }
}

test('whatever one to six mutations do, nothing is shown that contradicts', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(schedules, async (steps) => {
      expect(await contradictions(steps)).toEqual([])
    }),
    { numRuns: 150 },
  )
})
