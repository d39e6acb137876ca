import { type AuditAnswer, bytewise } from '../answer.ts'
import type { AuditLevel, GraphQLAudit } from '../audit.ts'
import { DEFERRED } from '../documents.ts'
import { ok, same, succeeded } from '../expect.ts'
import { type PartsOptions, deferred, dialectOf, parts } from '../parts.ts'
import { leavesInside } from '../leaving.ts'
import type { AuditedRequest } from '../server.ts'

const imo = '9811000'
const spec = 'Incremental delivery over HTTP: multipart/mixed'
const cargo = { first: { vessel: { name: 'Ålesund 🚢' } }, path: ['vessel'], late: { cargo: { tonnes: 42 } } }
const whole = { vessel: { name: 'Ålesund 🚢', cargo: { tonnes: 42 } } }

/** The same parts, written in another way that is as good. */
function reads(id: string, title: string, level: AuditLevel, options: PartsOptions, why?: string): GraphQLAudit {
  return {
    id,
    title,
    level,
    spec,
    ...(why && { why }),
    needs: 'stream',
    async run({ stream, server }) {
      server.answer((request) => parts(deferred(dialectOf(request), cargo), options))
      succeeded(await stream(DEFERRED, { imo }).end(), whole)
    },
  }
}

/** The first part, and the beginning of one that does not come. */
function firstOf(request: AuditedRequest, end: AuditAnswer['end']): AuditAnswer {
  return parts(deferred(dialectOf(request), cargo).slice(0, 1), { isClosed: false, end })
}

/** How the parts of a response are told apart, and how they end. The content is in the format that the client asks for. */
export const multipartAudits: readonly GraphQLAudit[] = [
  reads('boundary', 'finds parts by the boundary of the content type', 'MUST', {
    boundary: 'gc0p4Jq0M2Yt08j34c0p',
    contentType: 'multipart/mixed; boundary=gc0p4Jq0M2Yt08j34c0p',
  }),
  reads('boundary-quoted', 'finds parts by a boundary in quotes, between other parameters', 'MUST', {
    boundary: 'pier:4;north',
    contentType: 'Multipart/Mixed; deferSpec=20220824; boundary="pier:4;north"; charset=utf-8',
  }),
  reads(
    'boundary-default',
    'finds parts by "-" where the content type names no boundary',
    'MAY',
    { contentType: 'multipart/mixed' },
    'RFC 2046 asks for the parameter; some servers rely on the usual one.',
  ),
  reads(
    'preamble',
    'passes over what is before the first part',
    'SHOULD',
    {
      preamble: 'This is a message in several parts.',
    },
    'RFC 2046 lets a server write there what nobody is to read.',
  ),
  reads('part-headers', 'reads parts with any headers, in any case', 'MUST', {
    headers: ['content-length: 73', 'content-type: application/json', 'x-part: 1'],
  }),
  reads('parts-cut-anywhere', 'reads parts that are cut in the middle of a delimiter and of a character', 'MUST', {
    boundary: 'abc',
    cut: bytewise,
  }),
  reads('parts-in-one', 'reads parts that come all at once', 'MUST', { cut: (body) => [body] }),
  {
    id: 'boundary-in-data',
    title: 'takes no text of a part for a delimiter',
    level: 'MUST',
    spec: 'RFC 2046, section 5.1.1',
    needs: 'stream',
    async run({ stream, server }) {
      const name = 'Aurora --- ---x -----'
      server.answer((request) => parts(deferred(dialectOf(request), { ...cargo, first: { vessel: { name } } })))
      succeeded(await stream(DEFERRED, { imo }).end(), { vessel: { name, cargo: { tonnes: 42 } } })
    },
  },
  {
    id: 'first-part-early',
    title: 'gives the first part before the second one has come',
    level: 'MUST',
    spec,
    why: 'Nobody defers a fragment for another reason.',
    needs: 'stream',
    async run({ stream, until, server }) {
      server.answer((request) => firstOf(request, 'stay'))
      const { outcomes } = stream(DEFERRED, { imo })
      await until(() => outcomes.some(({ data }) => data !== undefined), 'the first part is told')
      same(outcomes[0]?.data, cargo.first, 'it has the data of the first part')
    },
  },
  {
    id: 'broken-keeps-data',
    title: 'keeps what has come of a response that breaks',
    level: 'SHOULD',
    spec,
    why: 'It was shown already: a page that loses it goes blank.',
    needs: 'stream',
    async run({ stream, server }) {
      server.answer((request) => firstOf(request, 'break'))
      same((await stream(DEFERRED, { imo }).end()).data, cargo.first, 'the last result has the data of the first part')
    },
  },
  {
    id: 'broken-is-told',
    title: 'tells that a response that breaks is not complete',
    level: 'MUST',
    spec,
    needs: 'stream',
    async run({ stream, server }) {
      for (const end of ['break', 'close'] as const) {
        server.answer((request) => firstOf(request, end))
        const { failure, complete } = await stream(DEFERRED, { imo }).end()
        ok(failure !== undefined || complete === false, `a failure or complete: false is told (${end})`)
      }
    },
  },
  {
    id: 'ends-with-has-next',
    title: 'ends with the part that says hasNext: false, whatever the connection does',
    level: 'SHOULD',
    spec: 'Incremental delivery: hasNext',
    why: 'Connections are kept open by proxies.',
    needs: 'stream',
    async run({ stream, server }) {
      server.answer((request) => parts(deferred(dialectOf(request), cargo), { isClosed: false, end: 'stay' }))
      succeeded(await stream(DEFERRED, { imo }).end(), whole)
    },
  },
  {
    id: 'leaving-parts',
    title: 'lets go of the request when its reader leaves',
    level: 'SAFE',
    spec: 'Fetch: abort',
    why: 'Else the server works for nobody.',
    needs: 'stream',
    async run({ stream, until, server }) {
      server.answer((request) => firstOf(request, 'stay'))
      const { outcomes, leave } = stream(DEFERRED, { imo })
      await until(() => outcomes.length > 0, 'the first part is told')
      leave()
      await until(() => server.requests[0]?.isLeft === true, 'the request is let go of')
    },
  },
  {
    id: 'leaving-parts-inside',
    title: 'can be left from inside the listener of a part, without a rejection that nobody handles',
    level: 'SAFE',
    spec: 'HTML: Unhandled promise rejections',
    why: 'Such a rejection ends a Node process.',
    needs: 'stream',
    async run(harness) {
      harness.server.answer((request) => firstOf(request, 'stay'))
      await leavesInside(harness, (onNext) => harness.stream(DEFERRED, { imo }, onNext))
    },
  },
]
