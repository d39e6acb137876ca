import type { CallRequest, Layer, Session } from '@fairlead/core'
import type { SessionWork } from './auth-session.ts'
import { authError } from './errors.ts'
import { MARK, type SignRequest } from './strategy.ts'

/** Where a credential of this plugin goes. */
export interface Gate {
  /** The work of a session, if it is one of this plugin's. */
  workOf(session: Session): SessionWork | undefined
  readonly origins: ReadonlySet<string>
  tell(
    type: string,
    details: Readonly<Record<string, string | number | boolean | undefined>>,
    operationId: string,
  ): void
}

/** The fact by which `sign` tells `authorize` what the request carried. */
const VERSION = 'credentialVersion'

/** The layers that get a token ready, answer challenges, and attach the credential that is current. */
export function authLayers(gate: Gate): readonly Layer[] {
  /** A call that brings its own `Authorization`, or goes where credentials do not, is none of ours. */
  function workFor({ auth, session, url, headers }: CallRequest): SessionWork | undefined {
    const isOurs = auth === 'session' && gate.origins.has(originOf(url)) && !('authorization' in headers)
    return isOurs ? gate.workOf(session.session) : undefined
  }

  return [
    {
      stage: 'authorize',
      async handle(request, next) {
        const work = workFor(request)
        if (!work) return next(request)
        const { scope, body, operation } = request
        const preparing = work.prepare()
        if (preparing) await scope.race(preparing)
        const answered = new Set<string>()
        for (;;) {
          const reply = await next(request)
          const version = reply.meta?.[VERSION]
          if (typeof version !== 'number') return reply
          const challenge = reply.status < 400 ? undefined : work.challengeOf(reply)
          if (!challenge) {
            work.accepted(version)
            return reply
          }
          const { kind } = challenge
          const asked = signRequestOf(request)
          const isNew = !answered.has(kind)
          answered.add(kind)
          const replay = isNew && (await scope.race(work.answer(challenge, version, reply, asked)))
          if (replay && body?.replayable !== false) {
            if (reply.body instanceof ReadableStream) void reply.body.cancel()
            gate.tell('replay', { kind }, operation.id)
            continue
          }
          // Whoever calls as with fetch gets what a server answers.
          if (request.streamed === 'always') return reply
          const details = { status: reply.status, challenge }
          if (replay)
            throw authError(
              'one-shot-body',
              'the credential was refused, and the body is a stream that cannot be sent again; give a factory',
              details,
              operation,
            )
          if (kind === 'step-up')
            throw authError(kind, 'the server wants the user to authenticate anew; see `challenge`', details, operation)
          if (kind === 'scope') throw authError(kind, 'the token lacks a scope; see `challenge`', details, operation)
          return reply
        }
      },
    },
    {
      stage: 'sign',
      async handle(request, next) {
        const work = workFor(request)
        if (!work) return next(request)
        const asked = signRequestOf(request)
        const signing = work.sign(asked)
        const signed = signing instanceof Promise ? await signing : signing
        // Not the next user's credential on this user's call.
        request.scope.throwIfEnded()
        if (!signed) return next(request)
        const { headers, init, version, mark, secrets = Object.keys(headers) } = signed
        const reply = await next({
          ...request,
          headers: { ...request.headers, ...headers },
          secretHeaders: secrets,
          init: init ? { ...request.init, ...init } : request.init,
        })
        work.received(reply, asked)
        // What another server answered, to which a redirect led, says nothing about a credential that it never got.
        if (!gate.origins.has(originOf(reply.url || request.url))) return reply
        return { ...reply, meta: { ...reply.meta, [VERSION]: version, ...(mark !== undefined && { [MARK]: mark }) } }
      },
    },
  ]
}

function signRequestOf({ method, url }: CallRequest): SignRequest {
  return { method, url, origin: originOf(url) }
}

/** The origin of a URL that has been written by a URL parser; of one that has not, nothing that is in a list. */
function originOf(url: string): string {
  return url.split('/', 3).join('/')
}
