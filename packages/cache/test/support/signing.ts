import type { Plugin } from '@fairlead/core'

/** Attaches the session's credential as an auth plugin does: behind the cache, which never sees it. */
export function signing(): Plugin {
  return {
    name: '',
    install: () => ({
      layers: [
        {
          stage: 'sign',
          async handle(request, next) {
            if (request.auth === 'public') return next(request)
            const credential = await request.session.session.credentials.get({ audience: request.operation.origin })
            return next({ ...request, headers: { ...request.headers, ...credential?.headers } })
          },
        },
      ],
    }),
  }
}
