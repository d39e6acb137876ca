import { configError } from './errors.ts'
import type { Plan, PlanStep } from './client-types.ts'
import { type Layer, type Next, type Stage, stages } from './plugin.ts'

/** Sorts layers by stage; inside a stage they keep their order. @throws `config` */
export function sortLayers(layers: readonly Layer[]): readonly Layer[] {
  const lost = layers.find(({ stage }) => !stages.includes(stage))
  if (lost) throw configError(`there is no stage '${lost.stage}'; there are ${stages.join(', ')}`)
  return stages.flatMap((stage) => layers.filter((layer) => layer.stage === stage))
}

/** Makes one function of layers and the innermost step. */
export function compose(layers: readonly Layer[], send: Next, skip: readonly Stage[] = []): Next {
  return layers
    .filter((layer) => !skip.includes(layer.stage))
    .reduceRight<Next>((next, layer) => (request) => layer.handle(request, next), send)
}

/** The plan that `explain()` shows. */
export function planOf(layers: readonly Layer[], transport: string): Plan {
  const admit = stages.indexOf('admit')
  const steps = layers.map(({ stage, name = '' }): PlanStep => ({
    stage,
    name,
    per: stages.indexOf(stage) < admit ? 'operation' : 'attempt',
  }))
  steps.push({ stage: 'send', name: transport, per: 'attempt' })
  return {
    steps,
    toString: () => steps.map(({ stage, name, per }) => `${stage.padEnd(10)}${name.padEnd(16)}per ${per}`).join('\n'),
  }
}
