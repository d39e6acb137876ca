import type { Operation } from '../../overhead/measure.ts'

type Told = (list: { readonly getEntries: () => readonly object[] }) => void

/**
 * What Faro does with one request. It hears of it from the browser, as an entry of the page's timings, so that the entry is given
 * to it here; making it is the browser's work, and counted for nobody.
 */
export async function withFaro(call: Operation, url: string): Promise<Operation> {
  const observers = standIn(url)
  const { BaseTransport, PerformanceInstrumentation, initializeFaro } = await import('@grafana/faro-web-sdk')
  let items = 0
  class NullTransport extends BaseTransport {
    override readonly name: string = 'null'
    override readonly version: string = '0'
    override isBatched(): boolean {
      return true
    }
    override send(sent: unknown): void {
      items += Array.isArray(sent) ? sent.length : 1
    }
    override getIgnoreUrls(): [] {
      return []
    }
  }
  const faro = initializeFaro({
    app: { name: 'bench' },
    transports: [new NullTransport()],
    instrumentations: [new PerformanceInstrumentation()],
  })
  observers.get('navigation')?.({ getEntries: () => [entryOf(url, 'navigation')] })
  await new Promise((resolve) => setTimeout(resolve, 10))
  const tell = observers.get('resource')
  if (!faro || !tell) throw new Error('Faro does not observe.')
  tell({ getEntries: () => [entryOf(url, 'fetch')] })
  await new Promise((resolve) => setTimeout(resolve, 300))
  if (items !== 2) throw new Error(`Faro has sent ${items} items of 2.`)
  return async () => {
    const answer = await call()
    tell({ getEntries: () => [entryOf(url, 'fetch')] })
    return answer
  }
}

/** As much of a page as it asks for. @returns who observes which timings */
function standIn(url: string): ReadonlyMap<string, Told> {
  const observers = new Map<string, Told>()
  class Observer {
    readonly #told: Told
    constructor(told: Told) {
      this.#told = told
    }
    observe({ type }: { readonly type: string }): void {
      observers.set(type, this.#told)
    }
  }
  const document = { readyState: 'complete', visibilityState: 'visible', addEventListener: () => undefined }
  const location = new URL(url)
  Object.assign(globalThis, { window: globalThis, document, location, PerformanceObserver: Observer })
  return observers
}

/** An entry as Chromium has it. */
function entryOf(name: string, initiatorType: string): object {
  const startTime = performance.now()
  const entry = {
    name,
    initiatorType,
    entryType: 'resource',
    startTime,
    duration: 1,
    nextHopProtocol: 'h2',
    renderBlockingStatus: 'non-blocking',
    workerStart: 0,
    redirectStart: 0,
    redirectEnd: 0,
    fetchStart: startTime,
    domainLookupStart: startTime,
    domainLookupEnd: startTime,
    connectStart: startTime,
    secureConnectionStart: startTime,
    connectEnd: startTime,
    requestStart: startTime,
    responseStart: startTime + 1,
    responseEnd: startTime + 1,
    transferSize: 353,
    encodedBodySize: 53,
    decodedBodySize: 53,
    responseStatus: 200,
    serverTiming: [],
  }
  return { ...entry, toJSON: () => entry }
}
