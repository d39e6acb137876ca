import { randomUUID } from 'node:crypto'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TAB_HEADER } from '../contract/fault.ts'
import { PILOT_QUOTA, PilotFault, type PilotOrder, PilotRequest } from '../contract/pilot.ts'
import { fieldOf } from '../http/field-of.ts'
import { pause } from '../http/pause.ts'
import { ProblemError } from '../http/problem-error.ts'
import { readJson } from '../http/read-json.ts'
import { type Outgoing, failureReply, send } from '../http/send.ts'
import { validated } from '../http/validated.ts'
import { type Quota, createQuota } from './quota.ts'

/** The pilot service: a server of its own, slow and small. */
export interface Station {
  readonly origin: string
  close(): Promise<void>
}

/** The request field by which the harbour lets something go wrong at the station. */
export const PILOT_FAULT_HEADER = 'pilot-fault'

/** What the station knows of one control room. */
interface Room {
  readonly quota: Quota
  /** By Idempotency-Key, the latest last. */
  readonly orders: Map<string, PilotOrder>
  busy: number
}

const PILOTS = ['Idris Kane', 'Solveig Aas', 'Tom Ferrier', 'Ana Ruiz', 'Pieter Blok', 'Nuala Byrne']
const MAX_ROOMS = 200
const MAX_ORDERS = 500
/** How long it takes to find a pilot, and how long to find that nobody answers. */
const WORK_MS: Readonly<Record<PilotFault, number>> = { well: 600, slow: 3000, failing: 150 }
const BOARDING_MS = 45 * 60_000

/** Starts the station on loopback. @param now milliseconds since the Unix epoch */
export async function startStation(now: () => number = Date.now): Promise<Station> {
  const rooms = new Map<string, Room>()
  const server = createServer((request, response) => {
    void answer(request, response)
      .catch(failureReply)
      .then((reply) => response.destroyed || send(response, reply, undefined))
  })

  function roomOf(request: IncomingMessage): Room {
    const name = fieldOf(request, TAB_HEADER) ?? ''
    const room = rooms.get(name) ?? { quota: createQuota(), orders: new Map<string, PilotOrder>(), busy: 0 }
    rooms.delete(name)
    rooms.set(name, room)
    if (rooms.size > MAX_ROOMS) rooms.delete(rooms.keys().next().value as string)
    return room
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<Outgoing> {
    const room = roomOf(request)
    if (request.url !== '/pilots/orders') throw new ProblemError({ title: 'Not found', status: 404 })
    if (request.method === 'GET')
      return { status: 200, body: JSON.stringify([...room.orders.values()].toReversed().slice(0, 50)) }
    if (request.method !== 'POST')
      throw new ProblemError({ title: 'Method not allowed', status: 405 }, { allow: 'GET, POST' })
    const wanted = (await validated(PilotRequest, 'body', await readJson(request))) as PilotRequest
    const key = fieldOf(request, 'idempotency-key') ?? randomUUID()
    const fault = PilotFault.catch('well').parse(request.headers[PILOT_FAULT_HEADER])
    admit(room)
    room.busy += 1
    // What the caller leaves, nobody does.
    const stayed = await pause(response, WORK_MS[fault] * (0.75 + Math.random() / 2)).finally(() => (room.busy -= 1))
    if (!stayed) throw new ProblemError({ title: 'Left', status: 499 })
    const fields = room.quota.fields(Date.now())
    if (fault === 'failing')
      throw new ProblemError({
        title: 'Service unavailable',
        status: 503,
        detail: 'Nobody answers at the pilot station.',
      })
    const order = room.orders.get(key) ?? orderOf(wanted, room.orders.size)
    room.orders.set(key, order)
    if (room.orders.size > MAX_ORDERS) room.orders.delete(room.orders.keys().next().value as string)
    return { status: 201, headers: fields, body: JSON.stringify(order) }
  }

  function orderOf({ vesselId, urgent }: PilotRequest, count: number): PilotOrder {
    const pilot = PILOTS[count % PILOTS.length] as string
    return { id: randomUUID(), vesselId, urgent, pilot, boardsAt: new Date(now() + BOARDING_MS).toISOString() }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Lets one more call of a control room in. @throws ProblemError 429 that says when to come back */
function admit({ quota, busy }: Room): void {
  const now = Date.now()
  const isFull = busy >= PILOT_QUOTA.atOnce
  const waitS = isFull ? 1 : quota.take(now)
  if (waitS === 0) return
  const detail = isFull ? 'All lines to the pilot station are taken.' : 'The pilot station takes fewer calls than that.'
  throw new ProblemError(
    { title: 'Too many requests', status: 429, detail },
    { 'retry-after': String(waitS), ...quota.fields(now) },
  )
}
