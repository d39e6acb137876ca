import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bullmqCalls, bullmqProcessor } from '@fairlead/queue/bullmq'
import { type Job, Queue, QueueEvents, Worker, type WorkerOptions } from 'bullmq'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { INSTALL_REDIS, type RedisServer, findRedis, startRedis } from '../../../../tools/redis.ts'
import { clientOf, contract, silence, startHarbour, status } from './bullmq/harbour.ts'

const path = findRedis()
if (path === undefined) console.warn(`The tests of BullMQ are skipped: ${INSTALL_REDIS}.`)

describe.skipIf(path === undefined)(
  `calls in BullMQ${path === undefined ? ` (skipped: ${INSTALL_REDIS})` : ''}`,
  () => {
    let redis: RedisServer
    beforeAll(async () => {
      redis = await startRedis(path ?? '')
    })
    afterAll(() => redis.stop())

    /** A queue of its own, and a server. */
    async function place() {
      const { host, port } = redis
      const connection = { host, port }
      const name = `calls-${crypto.randomUUID()}`
      const queue = new Queue(name, { connection, defaultJobOptions: { backoff: { type: 'fixed', delay: 100 } } })
      const events = new QueueEvents(name, { connection })
      const harbour = await startHarbour()
      await events.waitUntilReady()
      onTestFinished(async () => {
        await Promise.all([queue.close(), events.close(), harbour.stop()])
      })
      return {
        harbour,
        queue,
        calls: bullmqCalls({ queue, contract }),
        ended: (job: Job) => job.waitUntilFinished(events) as Promise<unknown>,
        again: (job: Job) => queue.getJob(job.id ?? '') as Promise<Job>,
        work(options: Partial<WorkerOptions> = {}) {
          const worker = new Worker(name, bullmqProcessor(clientOf(harbour.origin)), { connection, ...options })
          onTestFinished(() => worker.close())
        },
        /** Starts a worker in a process of its own; the answer kills it. */
        workElsewhere() {
          const script = fileURLToPath(import.meta.resolve('./bullmq/worker.ts'))
          const args = ['--conditions=@fairlead/source', script, harbour.origin, name, String(port)]
          const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
          onTestFinished(() => void child.kill('SIGKILL'))
          return () => child.kill('SIGKILL')
        },
      }
    }

    test('are made by a worker, with what they were given and a key, and answer what the server said', async () => {
      const { calls, harbour, work, ended, again } = await place()
      work()
      const job = await calls.add(contract.berths.book, { params: { id: 7 }, body: { vessel: 'ever-given' } })
      expect(job.name).toBe('POST /berths/{id}')
      expect(await ended(job)).toEqual({ booked: { vessel: 'ever-given' } })
      expect(harbour.keys).toEqual([job.data.key])
      expect((await again(job)).data.input).toEqual({ params: { id: 7 }, body: { vessel: 'ever-given' } })
    })

    test('survive a worker that is killed while it sends, and are applied once', async () => {
      const { calls, harbour, work, workElsewhere, ended } = await place()
      // The server is still busy with the first when the second comes.
      harbour.answerWith(silence, status(409))
      const kill = workElsewhere()
      const sent = harbour.next()
      const job = await calls.add(contract.berths.book, { params: { id: 7 }, body: { vessel: 'ever-given' } })
      await sent
      kill()
      work({ stalledInterval: 300 })
      expect(await ended(job)).toEqual({ booked: { vessel: 'ever-given' } })
      expect(harbour.keys).toEqual([job.data.key, job.data.key, job.data.key])
      expect(harbour.applied).toEqual([{ vessel: 'ever-given' }])
    })

    test('are one call for one key, whatever the key looks like', async () => {
      const { calls, harbour, queue, work, ended } = await place()
      const keys = ['order:42', '42', '-7', 'ü/1', 'a:b:c']
      const jobs: Job[] = []
      for (const idempotencyKey of [...keys, ...keys])
        jobs.push(await calls.add(contract.berths.book, { params: { id: 7 }, body: {} }, { idempotencyKey }))
      expect(await queue.getJobCountByTypes('prioritized')).toBe(keys.length)
      work()
      await Promise.all(jobs.map((job) => ended(job)))
      expect(harbour.keys).toEqual(keys)
    })

    test.each([400, 409, 422])('are not made again when the server refuses them with %i', async (code) => {
      const { calls, harbour, work, ended, again } = await place()
      harbour.answerWith(status(code))
      work()
      const job = await calls.add(contract.berths.book, { params: { id: 'secret' }, body: {} })
      await expect(ended(job)).rejects.toThrow(`POST /berths/{id}: `)
      expect(harbour.keys).toHaveLength(1)
      const { failedReason, attemptsMade, stacktrace } = await again(job)
      expect(attemptsMade).toBe(1)
      expect([failedReason, stacktrace].join()).not.toContain('secret')
    })

    test('wait as long as the server says, at no cost of an attempt', async () => {
      const { calls, harbour, work, ended, again } = await place()
      harbour.answerWith(status(503, { 'retry-after': '1' }), status(429, { 'retry-after': '1' }))
      work()
      const job = await calls.add(contract.berths.book, { params: { id: 7 }, body: {} }, { attempts: 1 })
      await ended(job)
      const [first = 0, second = 0, third = 0] = harbour.times
      expect(second - first).toBeGreaterThanOrEqual(990)
      expect(third - second).toBeGreaterThanOrEqual(990)
      expect((await again(job)).attemptsMade).toBe(1)
    })

    test('are made again by BullMQ, and by nobody else, when it is not known what became of them', async () => {
      const { calls, harbour, work, ended, again } = await place()
      harbour.answerWith(status(500), (response) => response.destroy())
      work()
      const job = await calls.add(contract.berths.book, { params: { id: 7 }, body: {} })
      await ended(job)
      expect(harbour.keys).toEqual([job.data.key, job.data.key, job.data.key])
      expect((await again(job)).attemptsMade).toBe(3)
    })

    test('go in the order of their priority, and not before their delay', async () => {
      const { calls, harbour, work, ended } = await place()
      const added = Date.now()
      const jobs: Job[] = []
      for (const [idempotencyKey, options] of Object.entries({
        low: { priority: 'low' },
        late: { delayMs: 500, priority: 10 },
        auto: {},
        high: { priority: 'high' },
      } as const))
        jobs.push(
          await calls.add(contract.berths.book, { params: { id: 7 }, body: {} }, { idempotencyKey, ...options }),
        )
      work()
      await Promise.all(jobs.map((job) => ended(job)))
      expect(harbour.keys).toEqual(['high', 'auto', 'low', 'late'])
      expect((harbour.times[3] ?? 0) - added).toBeGreaterThanOrEqual(490)
    })
  },
)
