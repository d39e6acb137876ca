import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { createGzip } from 'node:zlib'
import type { Step } from './step.ts'

const ZEROS = Buffer.alloc(65_536)

/** What a step needs to know of its server. */
export interface Surroundings {
  /** The request's body. */
  readonly body: Buffer
  readonly origins: { readonly own: string; readonly other: string }
  /** Ends all waiting when the server closes. */
  readonly signal: AbortSignal
}

/** Answers one request as its step says. */
export async function perform(
  step: Step,
  request: IncomingMessage,
  response: ServerResponse,
  surroundings: Surroundings,
): Promise<void> {
  const { signal, body, origins } = surroundings
  if (step.delayMs) await wait(step.delayMs, undefined, { signal })
  if (step.reset === 'headers') return void request.socket.destroy()
  if (step.stall === 'headers') return
  response.writeHead(step.status ?? (step.redirect ? 302 : 200), headersOf(step, origins))
  const breaks = step.reset === 'body' || step.stall === 'body'
  const source = Readable.from(piecesOf(step, request, body, signal))
  try {
    await (step.gzip
      ? pipeline(source, createGzip(), response, { end: !breaks })
      : pipeline(source, response, { end: !breaks }))
  } catch {
    // The client has gone, which is its right; the journal tells.
    return
  }
  if (step.reset === 'body') {
    response.flushHeaders()
    // What has been written must arrive before the break does.
    await wait(100, undefined, { signal })
    request.socket.destroy()
  }
}

function headersOf(step: Step, origins: Surroundings['origins']): Record<string, string> {
  const { redirect, json, echo, gzip, reset, headers } = step
  return {
    ...((json !== undefined || echo) && { 'content-type': 'application/json' }),
    ...(gzip && { 'content-encoding': 'gzip' }),
    // Without a length, HTTP/1.1 cannot tell a cut body from a whole one everywhere.
    ...(reset === 'body' && { 'content-length': '1000000' }),
    ...(redirect && { location: (redirect.otherOrigin ? origins.other : origins.own) + redirect.path }),
    ...headers,
  }
}

async function* piecesOf(
  step: Step,
  request: IncomingMessage,
  body: Buffer,
  signal: AbortSignal,
): AsyncGenerator<Buffer | string> {
  const { chunks = [], chunkDelayMs = 0, endless, zeros = 0, json, echo, body: text } = step
  if (text) yield text
  if (json !== undefined) yield JSON.stringify(json)
  if (echo)
    yield JSON.stringify({ method: request.method, path: request.url, headers: request.headers, text: body.toString() })
  for (const chunk of chunks) {
    if (chunkDelayMs) await wait(chunkDelayMs, undefined, { signal })
    yield chunk
  }
  for (let left = zeros; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, Math.min(left, ZEROS.length))
  if (!endless) return
  const block = endless.repeat(1 + Math.floor(ZEROS.length / endless.length))
  for (;;) yield block
}
