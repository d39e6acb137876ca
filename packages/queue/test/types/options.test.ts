import { createClient, get, post } from '@fairlead/core'
import { type OutboxApi, type QueueApi, type Sent, outbox, queue } from '@fairlead/queue'
import { expectTypeOf, test } from 'vitest'

const contract = { list: get('/vessels', { options: { priority: 'low' } }) }
const moor = post('/berths/{berth}/moorings')
const client = createClient({ baseUrl: 'https://harbour.example', contract, plugins: [queue({ concurrency: 6 })] })
const keeping = createClient({ baseUrl: 'https://harbour.example', plugins: [queue({ outbox: outbox() })] })
const bare = createClient({ baseUrl: 'https://harbour.example', contract })

test('a call says its priority, its key and its hedge', () => {
  const never = (): unknown => [
    client.get('/tides', { priority: 'high', queue: { key: 'ann', cost: { tokens: 10 }, weight: 2, maxWaitMs: 100 } }),
    client.get('/tides', { priority: -3, queue: false, hedge: { delayMs: 50 }, debounce: 300 }),
    client.api.list({}, { throttle: { waitMs: 100, leading: false } }),
  ]
  expectTypeOf(never).toBeFunction()
})

test('what is no option does not compile', () => {
  const never = (): unknown => [
    // @ts-expect-error -- misspelt
    client.get('/tides', { priority: 'urgent' }),
    // @ts-expect-error -- a key is a string
    client.get('/tides', { queue: { key: 7 } }),
    // @ts-expect-error -- true says nothing
    client.get('/tides', { queue: true }),
    // @ts-expect-error -- the plugin is not there
    bare.get('/tides', { priority: 'high' }),
    // @ts-expect-error -- misspelt
    queue({ concurency: 6 }),
    // @ts-expect-error -- no such choice
    queue({ overflow: 'drop-newest' }),
  ]
  expectTypeOf(never).toBeFunction()
})

test('the outbox is there when it was given', () => {
  expectTypeOf(client.queue).toExtend<QueueApi>()
  expectTypeOf(keeping.queue.outbox).toEqualTypeOf<OutboxApi>()
  // @ts-expect-error -- none was given
  expectTypeOf(client.queue.outbox).toBeAny()
})

test('a write that is sent is the answer or a receipt, and the compiler wants both looked at', () => {
  const send = () => keeping.queue.outbox.send(moor, { params: { berth: 'b-4' } })
  expectTypeOf<Awaited<ReturnType<typeof send>>>().toExtend<Sent>()
  const never = async (): Promise<unknown> => {
    const sent = await send()
    // @ts-expect-error -- it may have been kept
    return sent.data
  }
  expectTypeOf(never).toBeFunction()
})
