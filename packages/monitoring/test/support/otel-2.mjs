// Preloaded where the tests run on the second generation of OpenTelemetry's SDK: whoever imports its API gets the one before.
import { createRequire, registerHooks } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

// Its build for Node: the conditions that tests run under would lead to the one for bundlers.
const require = createRequire(import.meta.url)
const path = join(dirname(require.resolve('otel-api-1.9')), '../src/index.js')

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== '@opentelemetry/api') return next(specifier, context)
    return next(context.conditions.includes('require') ? path : pathToFileURL(path).href, context)
  },
})
