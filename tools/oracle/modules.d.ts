// What is installed on demand, as far as it is used here.

declare module 'swagger-client/es/execute/index.js' {
  /** Of `req`: `body` is a text, a FormData, or what was given. */
  export function buildRequest(options: {
    readonly spec: unknown
    readonly operationId: string
    readonly parameters: Readonly<Record<string, unknown>>
    readonly requestBody?: unknown
    readonly requestContentType?: string
    readonly baseURL: string
  }): { url: string; method: string; headers: Record<string, string>; body?: unknown }
}

declare module 'openapi-sampler' {
  export function sample(schema: unknown, options: object, spec: unknown): unknown
}

declare module 'yaml' {
  export function parse(text: string, options?: object): unknown
}
