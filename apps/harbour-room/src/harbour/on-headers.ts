import type { Plugin } from '@fairlead/core'

type Listener = (headers: Headers) => void

const isListener = (value: unknown): value is Listener => typeof value === 'function'

/** The plugin with one call option and no API. */
export type OnHeaders = Plugin<'', { onHeaders: typeof isListener }, undefined, never>

/** Lets a call hear the header fields of its answer where who asks is given the data alone: they say how old it is. */
export function onHeaders(): OnHeaders {
  return {
    name: '',
    options: { onHeaders: isListener },
    install: () => ({
      layers: [
        {
          stage: 'observe',
          name: 'onHeaders',
          async handle(request, next) {
            const reply = await next(request)
            const { onHeaders: listener } = request.options
            if (isListener(listener)) listener(reply.headers)
            return reply
          },
        },
      ],
    }),
  }
}
