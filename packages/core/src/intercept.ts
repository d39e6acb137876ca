import type { Plugin } from './plugin.ts'
import type { Reply } from './reply.ts'
import type { CallRequest } from './request.ts'

/** What a user's code may see and change of a call. Each part may answer at once or later. */
export interface Interceptor {
  /** Shown by `explain()`. @defaultValue `'intercept'` */
  readonly name?: string
  /** `operation`: once a call. `attempt`: at each trip to the network. @defaultValue `'operation'` */
  readonly per?: 'operation' | 'attempt'
  /** Answers the request to go on with: a changed copy, or nothing for the same one. */
  readonly request?: (request: CallRequest) => CallRequest | void | Promise<CallRequest | void>
  /** Answers the reply to go on with, or nothing for the same one. Sees every status. */
  readonly response?: (reply: Reply, request: CallRequest) => Reply | void | Promise<Reply | void>
  /** Answers a reply instead of the error, or nothing for the same error; what it throws is thrown. */
  readonly error?: (error: unknown, request: CallRequest) => Reply | void | Promise<Reply | void>
  /** Changes decoded JSON before it is validated. */
  readonly transform?: (data: unknown, request: CallRequest) => unknown
}

/** Puts a user's own code into the pipeline. There may be several; they nest in the order of `plugins`. */
// oxlint-disable-next-line typescript/no-empty-object-type -- no options of its own
export function intercept({
  name = 'intercept',
  per = 'operation',
  request,
  response,
  error,
  transform,
}: Interceptor): Plugin<'', {}, undefined, never> {
  return {
    name: '',
    install: () => ({
      layers: [
        {
          stage: per === 'attempt' ? 'attempt' : 'intercept',
          name,
          async handle(given, next) {
            const changed = (request && (await request(given))) ?? given
            try {
              const reply = withChanges(await next(changed), given, changed)
              return (response && (await response(reply, changed))) ?? reply
            } catch (failure) {
              const instead = error && (await error(failure, changed))
              if (instead) return instead
              throw failure
            }
          },
        },
      ],
      ...(transform && { transform }),
    }),
  }
}

/** Notes on the reply which header fields were changed: a cache outside must not store by fields it has not seen. */
function withChanges(reply: Reply, { headers: before }: CallRequest, { headers: after }: CallRequest): Reply {
  if (before === after) return reply
  const changed = Object.keys({ ...before, ...after }).filter((name) => before[name] !== after[name])
  const changedHeaders = [...(reply.meta?.changedHeaders ?? []), ...changed]
  return { ...reply, meta: { ...reply.meta, changedHeaders } }
}
