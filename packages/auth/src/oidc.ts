export { oidc } from './oidc/oidc.ts'
export type { OidcOptions } from './oidc/oidc.ts'
export type { CodeFlowOptions } from './oauth/code-flow.ts'
export type { OAuthSignIn } from './oauth/options.ts'
