// Preloaded where the tests run on graphql 16: whoever imports `graphql` gets that.
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, next) =>
    next(/^graphql(\/|$)/.test(specifier) ? specifier.replace(/^graphql/, 'graphql-16') : specifier, context),
})
