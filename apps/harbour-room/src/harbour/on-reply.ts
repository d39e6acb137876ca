import type { Plugin, Reply } from '@fairlead/core'

/** What an answer says of its age. */
export type AnsweredBy = Pick<Reply, 'headers' | 'renewed'>

type Listener = (reply: AnsweredBy) => void

const isListener = (value: unknown): value is Listener => typeof value === 'function'

/** The plugin with one call option and no API. */
export type OnReply = Plugin<'', { onReply: typeof isListener }, undefined, never>

/** Lets a call hear what its answer says beside the data, where who asks is given the data alone: how old it is. */
export function onReply(): OnReply {
  return {
    name: '',
    options: { onReply: isListener },
    install: () => ({
      layers: [
        {
          stage: 'observe',
          name: 'onReply',
          async handle(request, next) {
            const reply = await next(request)
            const { onReply: listener } = request.options
            if (isListener(listener)) listener(reply)
            return reply
          },
        },
      ],
    }),
  }
}
