import { type Context, createContextKey } from '@opentelemetry/api'

/**
 * What instrumentations look for before they make spans of their own: OpenTelemetry's SDK gives it no public name. The key is of
 * `Symbol.for`, so that it is theirs in any copy.
 */
const SUPPRESS_TRACING = /* @__PURE__ */ createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING')

/** A context in which nobody else makes spans or header fields of a request. */
export function suppressed(context: Context): Context {
  return context.setValue(SUPPRESS_TRACING, true)
}
