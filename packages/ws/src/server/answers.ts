import { type FairleadError, isFairleadError } from '@fairlead/core'
import { SUBSCRIBE, UNSUBSCRIBE } from '../channels.ts'
import { type Message, type Packed, pack } from '../frames.ts'
import type { MessageContract } from '../messages.ts'
import type { Audiences } from './audiences.ts'
import type { Checker } from './checker.ts'
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

  async function subscribe({ session, peer }: Member, data: unknown): Promise<void> {
    const { channel, name: asked, params } = Object(data) as { channel?: unknown; name?: unknown; params?: unknown }
    const name = String(asked)
    const definition = own(contract.channels, name)
    const mayJoin = handlers.channel.get(name)
    if (typeof channel !== 'number' || !definition || !mayJoin)
      throw refusal('unknown-channel', 'there is no such channel')
    const given = definition.params ? await checker.input(name, definition.params, params) : undefined
    if (!(await mayJoin(given, peer))) throw refusal('forbidden', 'this channel is not for you')
    // Asked last: others may have joined meanwhile, and the session may have ended.
    if (session.isEnded) return
    if (session.channels.size >= limits.maxChannels)
      throw refusal('too-many-channels', `${limits.maxChannels} channels are open already`)
    // By what the schema made of them, as `publish` looks them up.
    audiences.join(session, { channel, name, params: given })
    session.saveChannels()
  }

  function unsubscribe({ session }: Member, data: unknown): void {
    audiences.leave(session, Number((Object(data) as { channel?: unknown }).channel))
    session.saveChannels()
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
      const controller = new AbortController()
      member.answering.set(request, controller)
      let packed: Packed = { size: 0 }
      let error = ''
      try {
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
