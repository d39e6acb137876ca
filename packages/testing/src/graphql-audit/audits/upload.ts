import { graphql } from '../answer.ts'
import type { GraphQLAudit } from '../audit.ts'
import { FILE, FILES, MOOR } from '../documents.ts'
import { ok, same, shown, succeeded } from '../expect.ts'
import type { AuditHarness } from '../harness.ts'
import { membersOf, requestOf } from '../members.ts'
import type { AuditedRequest } from '../server.ts'
import { isPreflighted } from './request.ts'

const spec = 'GraphQL multipart request'
const manifest = () => new File(['steel, 42 t'], 'manifest.txt', { type: 'text/plain' })
const photo = () => new File([new Uint8Array([255, 216, 0, 255])], 'photo.jpg', { type: 'image/jpeg' })

async function uploadedFile({ server, upload }: AuditHarness): Promise<AuditedRequest> {
  server.answer(graphql({ data: { file: { id: '1' } } }))
  succeeded(await upload(FILE, { file: manifest(), note: 'draft' }), { file: { id: '1' } })
  return requestOf(server)
}

async function uploadedFiles({ server, upload }: AuditHarness): Promise<AuditedRequest> {
  server.answer(graphql({ data: { files: [{ id: '1' }, { id: '2' }] } }))
  await upload(FILES, { files: [manifest(), photo()] })
  return requestOf(server)
}

const mapOf = ({ form }: AuditedRequest): [string, unknown][] =>
  Object.entries(JSON.parse(String(form?.find(([name]) => name === 'map')?.[1])) as Record<string, unknown>)

/** Files among the variables of a mutation. */
export const uploadAudits: readonly GraphQLAudit[] = [
  {
    id: 'upload-form',
    title: 'sends a form with operations, map and a field for each file, in this order',
    level: 'MUST',
    spec,
    needs: 'upload',
    async run(harness) {
      const { form = [] } = await uploadedFiles(harness)
      same(
        form.slice(0, 2).map(([name]) => name),
        ['operations', 'map'],
        'operations and map come first',
      )
      same(
        form.slice(2).map(([, value]) => value instanceof Blob),
        [true, true],
        'the files follow',
      )
    },
  },
  {
    id: 'upload-operations',
    title: 'writes null in the place of each file, and all else as it is',
    level: 'MUST',
    spec,
    needs: 'upload',
    async run(harness) {
      const { query, variables } = membersOf(await uploadedFile(harness))
      same(variables, { file: null, note: 'draft' }, 'the variables have null for the file')
      ok(String(query).includes('mutation File'), 'the document is there')
    },
  },
  {
    id: 'upload-map',
    title: 'maps each field to the place of its file',
    level: 'MUST',
    spec,
    needs: 'upload',
    async run(harness) {
      const request = await uploadedFiles(harness)
      const named = mapOf(request).map(([field, paths]) => {
        const value = request.form?.find(([name]) => name === field)?.[1]
        return [value instanceof Blob && value.name, paths]
      })
      same(
        named,
        [
          ['manifest.txt', ['variables.files.0']],
          ['photo.jpg', ['variables.files.1']],
        ],
        'the map is right',
      )
    },
  },
  {
    id: 'upload-order',
    title: 'sends the files in the order of the map',
    level: 'SHOULD',
    spec,
    why: 'A server that reads as it comes has to keep a file that is before its turn.',
    needs: 'upload',
    async run(harness) {
      const request = await uploadedFiles(harness)
      same(
        request.form?.slice(2).map(([name]) => name),
        mapOf(request).map(([name]) => name),
        'the order is the same',
      )
    },
  },
  {
    id: 'upload-content',
    title: 'sends files with their bytes, names and types',
    level: 'MUST',
    spec: 'RFC 7578, section 4',
    needs: 'upload',
    async run(harness) {
      const { form = [] } = await uploadedFiles(harness)
      const files = form.map(([, value]) => value).filter((value) => value instanceof File)
      same(
        files.map(({ name, type }) => [name, type.split(';')[0]]),
        [
          ['manifest.txt', 'text/plain'],
          ['photo.jpg', 'image/jpeg'],
        ],
        'names and types arrive',
      )
      const bytes = await Promise.all(files.map(async (file) => [...new Uint8Array(await file.arrayBuffer())]))
      same(bytes[1], [255, 216, 0, 255], 'the bytes arrive')
    },
  },
  {
    id: 'upload-preflight',
    title: 'sends a header with a form that no page of another origin can send',
    level: 'SAFE',
    spec: 'GraphQL over HTTP: Security',
    why: 'A form is what forged requests are made of: servers refuse it without such a header.',
    needs: 'upload',
    async run(harness) {
      const { headers } = await uploadedFile(harness)
      ok(isPreflighted(headers), `a header such as GraphQL-Require-Preflight is sent (${shown([...headers.keys()])})`)
    },
  },
  {
    id: 'upload-without-files',
    title: 'sends no form where there is no file',
    level: 'SHOULD',
    spec: 'GraphQL over HTTP: POST',
    why: 'Not every server reads forms.',
    needs: 'upload',
    async run({ mutate, server }) {
      server.answer(graphql({ data: { moor: { berth: 'N4' } } }))
      await mutate(MOOR, { imo: '9811000' })
      const { form, text } = requestOf(server)
      ok(!form && text.startsWith('{'), 'the body is JSON')
    },
  },
]
