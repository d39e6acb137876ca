import { configError, get, post } from '@fairlead/core'
import { type CallJob, type CallingClient, bullmqCalls, bullmqProcessor } from '@fairlead/queue/bullmq'
import type { Job, Queue } from 'bullmq'
import { describe, expect, test, vi } from 'vitest'
import { contract } from './bullmq/harbour.ts'

const { book } = contract.berths

function refusal(message: string): unknown {
  return expect.objectContaining({ kind: 'config', message: expect.stringContaining(message) as string })
}

function fakeQueue(defaultJobOptions = {}) {
  return { add: vi.fn<Queue['add']>(), defaultJobOptions }
}

describe('calls for BullMQ', () => {
  const self: Record<string, unknown> = {}
  self['self'] = self

  test.each<[string, unknown, string]>([
    ['a date', { at: new Date(0) }, "'at' is not JSON"],
    ['bytes', new Uint8Array(1), "'body' is not JSON"],
    ['a form', new FormData(), "'body' is not JSON"],
    ['a large whole number', { sum: 1n }, "'sum' is not JSON"],
    ['no number', { sum: NaN }, "'sum' is not JSON"],
    ['a function', { act: () => {} }, "'act' is not JSON"],
    ['a map', { all: new Map() }, "'all' is not JSON"],
    ['nothing in a list', { list: [undefined] }, "'0' is not JSON"],
    ['what says itself how it is written', { it: { toJSON: () => 1 } }, "'it' is not JSON"],
    ['itself', self, 'refers to itself'],
  ])('are not stored with %s in their input', async (_, body, message) => {
    const queue = fakeQueue()
    const added = bullmqCalls({ queue, contract }).add(book, { params: { id: 7 }, body: body as object })
    await expect(added).rejects.toEqual(refusal(message))
    await expect(added).rejects.toThrow('POST /berths/{id}: ')
    expect(queue.add).not.toHaveBeenCalled()
  })

  test('are not stored where no worker would know them, or with options that cannot be', async () => {
    const queue = fakeQueue()
    const { add } = bullmqCalls({ queue, contract })
    const input = { params: { id: 7 }, body: {} }
    await expect(add(get('/berths'))).rejects.toEqual(refusal('is not in the contract'))
    // The worker would find the other one, whose rules may differ.
    await expect(add(post('/berths/{id}'), input)).rejects.toEqual(refusal('is not in the contract'))
    for (const [options, message] of [
      [{ delay: 7 }, "unknown option 'delay'"],
      [{ delayMs: Infinity }, '`delayMs` cannot be Infinity'],
      [{ priority: 11 }, '`priority` cannot be 11'],
      [{ attempts: 0 }, '`attempts` cannot be 0'],
      [{ idempotencyKey: '' }, '`idempotencyKey` cannot be'],
    ] as const)
      await expect(add(book, input, options as never)).rejects.toEqual(refusal(message))
    expect(queue.add).not.toHaveBeenCalled()
    expect(() => bullmqCalls({ queue } as never)).toThrow(refusal('it needs `queue` and `contract`'))
    expect(() => bullmqCalls({ queue, contract, client: {} } as never)).toThrow(refusal("unknown option 'client'"))
  })

  test('keep members that are undefined out, and what the queue says about attempts', async () => {
    const queue = fakeQueue({ attempts: 3, removeOnComplete: true })
    const { add } = bullmqCalls({ queue, contract })
    const input = { params: { id: 7 }, body: { note: undefined, list: [null, 'x', { deep: true }] } }
    await add(book, input, { idempotencyKey: 'k' })
    await add(book, input, { attempts: 9, priority: 10, delayMs: 0.5 })
    const [first, second] = queue.add.mock.calls
    const data = { method: 'POST', template: '/berths/{id}', input, key: 'k' }
    expect(first?.slice(0, 2)).toEqual(['POST /berths/{id}', data])
    expect(first?.[2]).toMatchObject({ attempts: 3, removeOnComplete: true, priority: 11, delay: 0, jobId: 'k' })
    expect(second?.[2]).toMatchObject({ attempts: 9, priority: 1, delay: 1 })
  })
})

describe('a worker for BullMQ', () => {
  const data: CallJob = { method: 'POST', template: '/berths/{id}', input: { params: { id: 7 } }, key: 'k' }
  const request = vi.fn<CallingClient['request']>()
  const process = bullmqProcessor({ contract, request })
  const jobOf = (rest: Partial<Job<CallJob>> = {}) => {
    const moveToDelayed = vi.fn<Job['moveToDelayed']>()
    return { data, attemptsStarted: 1, moveToDelayed, ...rest } as unknown as Job<CallJob>
  }

  test('makes the call with its key, the signal of the worker, and no retry of its own', async () => {
    request.mockResolvedValueOnce('booked')
    const { signal } = new AbortController()
    expect(await process(jobOf(), 'token', signal)).toBe('booked')
    expect(request).toHaveBeenCalledExactlyOnceWith(book, data.input, { idempotencyKey: 'k', retry: false, signal })
    // BullMQ gives a signal to who takes one.
    expect(process).toHaveLength(3)
  })

  test('leaves a call that it does not know to newer workers', async () => {
    const failed = process(jobOf({ data: { ...data, template: '/piers' } }))
    await expect(failed).rejects.toEqual(refusal('POST /piers: is not in the contract of this worker'))
    await expect(failed).rejects.not.toMatchObject({ name: 'UnrecoverableError' })
  })

  test.each([
    ['its own mistake', configError('wrong'), 'UnrecoverableError'],
    ['a failure that is not ours', new TypeError('odd'), 'TypeError'],
  ])('fails for good, or not, after %s', async (_, error, name) => {
    request.mockRejectedValueOnce(error)
    await expect(process(jobOf())).rejects.toMatchObject({ name, message: error.message })
  })

  test('delays a call that the client itself held back, until it may go', async () => {
    const retryAt = Date.now() + 60_000
    request.mockRejectedValueOnce(Object.assign(configError('held'), { kind: 'rejected', retryAt }))
    const job = jobOf()
    await expect(process(job, 'token')).rejects.toMatchObject({ name: 'DelayedError' })
    expect(job.moveToDelayed).toHaveBeenCalledExactlyOnceWith(retryAt, 'token')
  })
})
