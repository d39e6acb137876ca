import { memoryOutbox } from '@fairlead/queue'
import { afterEach, describe, expect, test } from 'vitest'
import { type Asked, type Vessel, fleet, origin } from './support/fleet.ts'

const rigs: ReturnType<typeof fleet>[] = []
const make: typeof fleet = (...given) => {
  const rig = fleet(...given)
  rigs.push(rig)
  return rig
}
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close()
})

/** A server of one vessel that is reached as long as `isUp`. */
function harbour() {
  const server = { isUp: true, vessel: { id: '1', name: 'Aurora', flag: 'PA' } }
  const answer = ({ method, path, body }: Asked) => {
    if (!server.isUp && method === 'POST') return { error: new TypeError('no network') }
    if (method === 'POST') Object.assign(server.vessel, body)
    return { json: path === '/vessels' ? [{ ...server.vessel }] : { ...server.vessel } }
  }
  return { server, answer }
}
const params = { id: '1' }
const both = ['GET /vessels', 'GET /vessels/1']

/** A page with 30 components that show two queries. */
async function page(rig: ReturnType<typeof fleet>) {
  await rig.signIn('ida')
  const list = rig.watch<Vessel[]>(rig.q.list.queryOptions(), 15)
  const one = rig.watch<Vessel>(rig.q.byId.queryOptions({ params }), 15)
  await rig.clock.advance(10)
  return { list, one }
}
const posts = (paths: readonly string[]) => paths.filter((path) => path.startsWith('POST'))
const gets = (paths: readonly string[]) => paths.filter((path) => path.startsWith('GET')).toSorted()

describe('a write from the outbox', () => {
  test('that its program waits for makes two requests, and no more', async () => {
    const rig = make(harbour().answer)
    const { one } = await page(rig)
    rig.paths()
    await rig.client.queue.outbox.send(rig.q.rename.endpoint, { params, body: { name: 'Borealis' } })
    await rig.clock.advance(10)
    expect(rig.paths().toSorted()).toEqual([...both, 'POST /vessels/1/name'])
    expect(one.latest()?.name).toBe('Borealis')
  })

  test('that is sent after a reload has the effects that its contract declares', async () => {
    const [{ server, answer }, store] = [harbour(), memoryOutbox()]
    server.isUp = false
    const before = make(answer, { store })
    await before.signIn('ida')
    const sending = before.client.queue.outbox.send(
      before.q.reflag.endpoint,
      { params, body: { flag: 'FI' } },
      { waitMs: 1 },
    )
    await before.clock.advance(10)
    expect((await sending).state).toBe('kept')
    await before.close()
    rigs.length = 0

    const after = make(answer, { store })
    const { one, list } = await page(after)
    expect(posts(after.paths())).not.toEqual([])
    server.isUp = true
    await after.client.queue.outbox.flush()
    await after.clock.advance(20)
    const asked = after.paths()
    expect(posts(asked)).toEqual(['POST /vessels/1/flag'])
    // Its `updates` have changed the one, its `invalidates` asked for the other.
    expect(gets(asked)).toEqual(['GET /vessels'])
    expect(one.latest()?.flag).toBe('FI')
    expect(list.latest()?.[0]?.flag).toBe('FI')
  })

  test('reaches other tabs', async () => {
    const [{ answer }, tab] = [harbour(), origin()]
    const [here, there] = [make(answer, { broadcast: tab() }), make(answer, { broadcast: tab() })]
    await here.signIn('ida')
    const { one } = await page(there)
    there.paths()
    await here.client.queue.outbox.send(here.q.reflag.endpoint, { params, body: { flag: 'FI' } })
    await there.clock.advance(10)
    expect(there.paths()).toEqual(['GET /vessels'])
    expect(one.latest()?.flag).toBe('FI')
  })
})

test('a call, pushes and another tab, all in one turn, make two requests', async () => {
  const [{ answer }, tab] = [harbour(), origin()]
  const [here, there] = [make(answer, { broadcast: tab() }), make(answer, { broadcast: tab() })]
  const { one } = await page(here)
  await there.signIn('ida')
  here.paths()
  const stop = here.client.tags.subscribe(() => {
    stop()
    here.client.tags.invalidate(['vessels'])
    there.client.tags.invalidate(['vessel:1', 'vessels'])
    here.client.tags.invalidate(['vessel:1'])
  })
  await here.client.api.rename({ params, body: { name: 'Borealis' } })
  await here.clock.advance(10)
  expect(here.paths().toSorted()).toEqual([...both, 'POST /vessels/1/name'])
  expect(one.latest()?.name).toBe('Borealis')
})
