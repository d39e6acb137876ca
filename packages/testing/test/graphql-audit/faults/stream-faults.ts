import { type AssemblyFaults, createAssembly } from '../assembly.ts'
import { readEvents } from '../event-stream.ts'
import { minimalClient } from '../minimal-client.ts'
import { readParts, textsOf } from '../parts.ts'
import { type Fault, receives, tells, without } from './fault.ts'

const assembles = (faults: AssemblyFaults) => minimalClient({ createAssembly: () => createAssembly(faults) })

const withType = (response: Response, type: string): Response =>
  new Response(response.body, { status: response.status, headers: { 'content-type': type } })

/** The parts of a body that is cut into them by something else than its delimiter. */
const splitBy = (pattern: RegExp | string) =>
  minimalClient({
    async *readParts(response) {
      const parts = (await response.text()).split(pattern).slice(1, -1)
      for (const part of parts) yield JSON.parse(part.slice(part.indexOf('\r\n\r\n') + 4))
    },
  })

/** Events whose text is changed before it is read. */
const readsEventsOf = (change: (text: string) => string) =>
  minimalClient({
    readEvents: async function* changed(response) {
      yield* readEvents(new Response(change(await response.text()), response))
    },
  })

const wrong = 'the data are those'
const notTwo = 'each result comes, in order'

export const streamFaults: readonly Fault[] = [
  {
    fault: 'knows no paths of patches',
    fails: { 'legacy-defer': wrong, 'legacy-nested-path': wrong, 'legacy-stream': 'nothing fails' },
    connect: assembles({ patch: (patch) => without(patch, 'path') }),
  },
  {
    fault: 'knows nothing pending',
    fails: { 'current-defer': wrong, 'current-stream': 'nothing fails' },
    connect: assembles({ part: (part) => without(part, 'pending') }),
  },
  {
    fault: 'knows only what is pending from the beginning',
    fails: { 'current-late-pending': wrong },
    connect: assembles({
      part: ({ pending, ...rest }) => (rest.data ? { ...rest, ...(pending && { pending }) } : rest),
    }),
  },
  {
    fault: 'knows no subPath',
    fails: { 'current-sub-path': wrong },
    connect: assembles({ patch: (patch) => without(patch, 'subPath') }),
  },
  {
    fault: 'passes over the errors of patches',
    fails: { 'legacy-error': 'the error of the fragment', 'current-error': 'the error of the fragment' },
    connect: assembles({ patch: (patch) => without(patch, 'errors') }),
  },
  {
    fault: 'passes over what is completed',
    fails: { 'current-completed-error': 'the error of the fragment' },
    connect: assembles({ part: (part) => without(part, 'completed') }),
  },
  {
    fault: 'insists on parts',
    fails: { 'single-response': 'nothing fails' },
    connect: minimalClient({ responseOf: () => Promise.reject(new Error('It is not in parts.')) }),
  },
  {
    fault: 'puts patches into what it has given',
    fails: { 'results-stay': 'the first result is as it was' },
    connect: assembles({ isInPlace: true }),
  },
  {
    fault: 'takes "-" for every boundary',
    fails: { boundary: 'nothing fails', 'boundary-quoted': 'nothing fails' },
    connect: receives((response) =>
      withType(response, (response.headers.get('content-type') ?? '').split(';')[0] ?? ''),
    ),
  },
  {
    fault: 'knows no quotes around a boundary',
    fails: { 'boundary-quoted': 'nothing fails' },
    connect: receives((response) =>
      withType(response, (response.headers.get('content-type') ?? '').replaceAll('"', "'")),
    ),
  },
  {
    fault: 'needs a boundary',
    fails: { 'boundary-default': 'nothing fails' },
    connect: minimalClient({
      readParts(response) {
        if (!response.headers.get('content-type')?.includes('boundary=')) throw new Error('There is no boundary.')
        return readParts(response)
      },
    }),
  },
  {
    fault: 'takes a preamble for a part',
    fails: { preamble: 'nothing fails' },
    connect: minimalClient({
      async *readParts(response) {
        const parts = (await response.text()).split('\r\n---').slice(0, -1)
        for (const part of parts) if (part) yield JSON.parse(part.slice(part.indexOf('\r\n\r\n') + 4))
      },
    }),
  },
  {
    fault: 'knows one kind of part headers',
    fails: { 'part-headers': 'nothing fails' },
    connect: minimalClient({
      async *readParts(response) {
        const text = await response.text()
        if (!text.includes('Content-Type: application/json; charset=utf-8\r\n\r\n')) throw new Error('What is this?')
        yield* readParts(new Response(text, response))
      },
    }),
  },
  {
    fault: 'takes each chunk for a part',
    fails: { 'parts-cut-anywhere': 'nothing fails', 'parts-in-one': 'nothing fails' },
    connect: minimalClient({
      async *readParts(response) {
        for await (const chunk of textsOf(response)) yield JSON.parse(/\{.*\}/s.exec(chunk)?.[0] ?? '')
      },
    }),
  },
  {
    fault: 'finds delimiters in the middle of lines',
    fails: { 'boundary-in-data': 'nothing fails' },
    connect: splitBy('---'),
  },
  {
    fault: 'reads everything before it says anything',
    fails: { 'first-part-early': 'the first part is told' },
    connect: splitBy('\r\n---'),
  },
  {
    fault: 'drops what has come when a response breaks',
    fails: { 'broken-keeps-data': 'the last result has the data' },
    connect: minimalClient({ tell: (failure) => ({ data: undefined, failure }) }),
  },
  {
    fault: 'takes a break for the end',
    fails: { 'broken-is-told': 'complete: false is told', 'events-broken': 'it is told, or asked again' },
    connect: tells((outcome) => without(outcome, 'failure', 'complete')),
  },
  {
    fault: 'waits for the connection to end',
    fails: { 'ends-with-has-next': 'the results come to an end' },
    connect: minimalClient({
      createAssembly: () => {
        const good = createAssembly()
        return { add: good.add, soFar: good.soFar, isComplete: false }
      },
    }),
  },
  {
    fault: 'never lets go of a request',
    fails: { 'leaving-parts': 'the request is let go of', 'leaving-events': 'the request is let go of' },
    connect: minimalClient({ leave: () => {} }),
  },
  {
    fault: 'leaves a rejection that nobody handles',
    fails: {
      'leaving-inside': 'no rejection is left unhandled',
      'leaving-parts-inside': 'no rejection is left unhandled',
    },
    connect: minimalClient({
      leave(controller) {
        controller.abort()
        void Promise.reject(new Error('The request was aborted.'))
      },
    }),
  },
  {
    fault: 'hears no event named next',
    fails: { events: 'a result comes before the end' },
    connect: readsEventsOf((text) => text.replaceAll('event: next', 'event: message')),
  },
  {
    fault: 'parts events by two LF',
    fails: { 'events-crlf': 'nothing fails', 'events-cr': 'nothing fails' },
    connect: readsEventsOf((text) => text.replaceAll('\r', '?')),
  },
  {
    fault: 'keeps one data line of an event',
    fails: { 'events-several-lines': 'nothing fails' },
    connect: readsEventsOf((text) => text.replaceAll(/data:.*\n(?=data:)/g, '')),
  },
  {
    fault: 'hears every event',
    fails: { 'events-unknown': 'nothing fails' },
    connect: readsEventsOf((text) => text.replaceAll('event: tide', 'event: next')),
  },
  {
    fault: 'takes a comment for data',
    fails: { 'events-comments': 'nothing fails' },
    connect: readsEventsOf((text) => text.replaceAll(/^:/gm, 'data:')),
  },
  {
    fault: 'decodes each chunk of events on its own',
    fails: { 'events-cut-anywhere': notTwo },
    connect: receives((response) => {
      const pieces = new TransformStream<Uint8Array, Uint8Array>({
        transform: (chunk, controller) => controller.enqueue(new TextEncoder().encode(new TextDecoder().decode(chunk))),
      })
      return new Response(response.body?.pipeThrough(pieces) ?? null, response)
    }),
  },
  {
    fault: 'waits for the end of the stream',
    fails: { 'events-end-open': 'the results come to an end' },
    connect: readsEventsOf((text) => text),
  },
  {
    fault: 'hides the errors of results',
    fails: { 'events-errors': 'the error is told' },
    connect: tells((outcome) => without(outcome, 'errors')),
  },
]
