export { prometheus } from './prometheus/plugin.ts'
export type { Prometheus, PrometheusOptions } from './prometheus/plugin.ts'
export { createRegistry } from './prometheus/registry.ts'
export type { Exposition, Registry, RegistryOptions } from './prometheus/registry.ts'
