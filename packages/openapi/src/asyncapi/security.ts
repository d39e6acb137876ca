import type { SecurityScheme } from '../document/openapi.ts'

/** A security scheme of OpenAPI in the words of AsyncAPI. */
export function asyncScheme(scheme: SecurityScheme): object {
  if (scheme.type === 'apiKey') return { ...scheme, type: 'httpApiKey' }
  if (scheme.type === 'mutualTLS') return { ...scheme, type: 'X509' }
  if (scheme.type !== 'oauth2' || !scheme.flows) return scheme
  const flows = Object.entries(scheme.flows).map(([name, flow]) => {
    const { scopes, ...rest } = flow as { readonly scopes?: object }
    return [name, { ...rest, availableScopes: scopes ?? {} }] as const
  })
  return { ...scheme, flows: Object.fromEntries(flows) }
}
