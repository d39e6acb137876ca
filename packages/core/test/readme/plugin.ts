import { type Plugin, createClient, intercept } from '@fairlead/core'

const language = intercept({
  name: 'language',
  request: (request) => ({ ...request, headers: { ...request.headers, 'accept-language': 'no' } }),
})

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'

/** Counts calls; a call can ask to be left out. */
function counter(): Plugin<'counter', { uncounted: typeof isBoolean }, { total(): number }> {
  let total = 0
  return {
    name: 'counter',
    options: { uncounted: isBoolean },
    install: () => ({
      api: { total: () => total },
      layers: [
        {
          stage: 'observe',
          handle(request, next) {
            if (!request.options['uncounted']) total++
            return next(request)
          },
        },
      ],
    }),
  }
}

const client = createClient({ baseUrl: 'https://harbour.example/api', plugins: [language, counter()] })

await client.get('/tides')
await client.get('/health', { uncounted: true })

console.log(client.counter.total())
console.log(client.explain().toString())
