import { type FairleadError, isFairleadError } from '@fairlead/core'
import { SUBSCRIBE, UNSUBSCRIBE } from '../channels.ts'
import { socketError } from '../errors.ts'
import { type Message, type Packed, pack } from '../frames.ts'
import type { MessageContract } from '../messages.ts'
import type { Audiences } from './audiences.ts'
import { type Checker, PATH } from './checker.ts'
import type { Member } from './members.ts'
import type { Limits } from './options.ts'
import type { Peer, RequestContext } from './peer.ts'
import { isRefusal, refusal } from './refusal.ts'

/** What answers requests of a name, and what says who may subscribe to a channel. */
export interface RequestHandlers {
  readonly request: Map<string, (input: unknown, context: RequestContext<MessageContract>) => unknown>
  readonly channel: Map<string, (params: unknown, peer: Peer<MessageContract>) => boolean | Promise<boolean>>
}

/** What answers need of their server. */
export interface AnswerOptions {
  readonly contract: MessageContract
  readonly checker: Checker
  readonly handlers: RequestHandlers
  readonly audiences: Audiences
  readonly limits: Limits
  report(error: unknown): void
}

/** Makes what answers requests, those for channels among them. */
export function createAnswers({ contract, checker, handlers, audiences, limits, report }: AnswerOptions) {
  async function carryOut(member: Member, name: string, data: unknown, signal: AbortSignal): Promise<unknown> {
    if (name === SUBSCRIBE) return subscribe(member, data)
    if (name === UNSUBSCRIBE) return unsubscribe(member, data)
    const definition = own(contract.requests, name)
    const handler = handlers.request.get(name)
    if (!definition || !handler) throw refusal('unknown-request', 'nobody answers this request')
    const input = await checker.input(name, definition.input, data)
    return checker.output(name, definition.output, await handler(input, { peer: member.peer, signal }))
  }

  async function subscribe(member: Member, data: unknown): Promise<void> {
    const { session, joining } = member
    const { channel, name: asked, params } = Object(data) as { channel?: unknown; name?: unknown; params?: unknown }
    const name = String(asked)
    const definition = own(contract.channels, name)
    const mayJoin = handlers.channel.get(name)
    if (typeof channel !== 'number' || !definition || !mayJoin)
      throw refusal('unknown-channel', 'there is no such channel')
    const isFull = (): boolean => session.channels.size + joining.size > limits.maxChannels
    close(member, channel)
    const seat = { isClosed: false }
    joining.set(channel, seat)
    try {
      if (isFull()) throw refusal('too-many-channels', `${limits.maxChannels} channels are open already`)
      const given = definition.params ? await checker.input(name, definition.params, params) : undefined
      if (!(await mayJoin(given, member.peer))) throw refusal('forbidden', 'this channel is not for you')
      // It may have been closed meanwhile, or the session ended.
      if (session.isEnded || seat.isClosed) return
      // By what the schema made of them, as `publish` looks them up.
      audiences.join(session, { channel, name, params: given })
    } finally {
      if (joining.get(channel) === seat) joining.delete(channel)
    }
    session.saveChannels()
  }

  function unsubscribe(member: Member, data: unknown): void {
    close(member, Number((Object(data) as { channel?: unknown }).channel))
    member.session.saveChannels()
  }

  /** Ends a subscription, also one that is still being looked at. */
  function close({ session, joining }: Member, channel: number): void {
    const seat = joining.get(channel)
    if (seat) seat.isClosed = true
    joining.delete(channel)
    audiences.leave(session, channel)
  }

  /** As JSON; what a refusal brings along may be none. */
  function textOf(failure: NonNullable<Message['error']>): string {
    try {
      return JSON.stringify(failure)
    } catch (error) {
      report(error)
      return JSON.stringify({ code: failure.code, message: failure.message })
    }
  }

  /** What the client is told of what a handler threw. */
  function failureOf(failure: unknown): NonNullable<Message['error']> {
    if (isRefusal(failure)) return { code: failure.code, message: failure.message, data: failure.data }
    report(failure)
    const { kind, direction, message } = Object(failure) as FairleadError & { direction?: string }
    if (isFairleadError(failure) && kind === 'validation' && direction === 'input') return { code: 'invalid', message }
    return { code: 'internal', message: 'internal error' }
  }

  return {
    async answer(member: Member, request: number, name: string, data: unknown): Promise<void> {
      const { answering } = member
      // Answered once: a number that comes twice in a session is the client's mistake.
      if (answering.has(request)) throw socketError(PATH, 'protocol', 'a client repeats the number of a request')
      const controller = new AbortController()
      let packed: Packed = { size: 0 }
      let error = ''
      try {
        // Subscriptions have a bound of their own.
        if (answering.size >= limits.maxRequests && name !== SUBSCRIBE && name !== UNSUBSCRIBE)
          throw refusal('too-many-requests', `${limits.maxRequests} requests are being answered already`)
        answering.set(request, controller)
        packed = checker.fitting(name, pack(await carryOut(member, name, data, controller.signal)))
      } catch (failure) {
        error = `,"error":${textOf(failureOf(failure))}`
      }
      member.answering.delete(request)
      member.session.push(`"reply":${request}${error}`, packed)
    },
  }
}

function own<D>(defined: Readonly<Record<string, D>> | undefined, name: string): D | undefined {
  return defined && Object.hasOwn(defined, name) ? defined[name] : undefined
}
