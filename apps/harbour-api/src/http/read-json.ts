import type { IncomingMessage } from 'node:http'
import { ProblemError } from './problem-error.ts'

const MAX_BYTES = 64 * 1024

/**
 * Reads a request's JSON, 64 KiB at most.
 * @throws ProblemError 413, 415 or 400
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new ProblemError({ title: 'Unsupported media type', status: 415, detail: 'Send application/json.' })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > MAX_BYTES)
      throw new ProblemError(
        { title: 'Body too large', status: 413, detail: `A body is at most ${MAX_BYTES} bytes.` },
        { connection: 'close' },
      )
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
  } catch {
    throw new ProblemError({ title: 'Broken JSON', status: 400, detail: 'The body is not JSON.' })
  }
}
