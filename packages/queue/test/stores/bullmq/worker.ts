import { bullmqProcessor } from '@fairlead/queue/bullmq'
import { Worker } from 'bullmq'
import { clientOf } from './harbour.ts'

// A worker that is killed: a second later others may see that what it held is free.
const [origin = '', name = '', port] = process.argv.slice(2)
const worker = new Worker(name, bullmqProcessor(clientOf(origin)), {
  connection: { host: '127.0.0.1', port: Number(port) },
  lockDuration: 1_000,
  stalledInterval: 300,
})
worker.on('error', () => {})
