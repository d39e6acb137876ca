import { type IncomingMessage, type ServerResponse, request as ask } from 'node:http'
import type { Faults } from '../contract/fault.ts'
import { guardOrigin } from '../http/guard.ts'
import { failureReply, send } from '../http/send.ts'
import { ProblemError } from '../http/problem-error.ts'
import { PILOT_FAULT_HEADER } from './station.ts'

/** Hands a request on to the pilot station and its answer back. */
export type Gangway = (request: IncomingMessage, response: ServerResponse, path: string) => void

/**
 * Opens the way to the pilot station: pages reach it through the harbour alone, since they may ask no other origin.
 * @param faultsOf what goes wrong for whoever sends a request
 */
export function openGangway(station: string, faultsOf: (request: IncomingMessage) => Faults): Gangway {
  return (request, response, path) => {
    try {
      guardOrigin(request)
    } catch (error) {
      return send(response, failureReply(error), undefined)
    }
    const { offline, pilots } = faultsOf(request)
    if (offline) return void response.destroy()
    const { host: _host, [PILOT_FAULT_HEADER]: _fault, ...headers } = request.headers
    const onward = ask(station + path, {
      method: request.method,
      headers: { ...headers, [PILOT_FAULT_HEADER]: pilots },
    })
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => {
      if (response.headersSent || response.destroyed) return void response.destroy()
      send(response, failureReply(new ProblemError({ title: 'Bad gateway', status: 502 })), undefined)
    })
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  }
}
