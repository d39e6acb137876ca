import { parentPort, workerData } from 'node:worker_threads'
import { type ProviderOptions, startProvider } from './provider.ts'

/** A provider in a thread of its own, where the clock that a test has changed is right. */
const { issuer, calls } = await startProvider(workerData as ProviderOptions)
parentPort?.on('message', () => parentPort?.postMessage(calls))
parentPort?.postMessage(issuer)
