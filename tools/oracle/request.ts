/** A request, as far as the operation decides it. */
export interface OracleRequest {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: OracleBody
}

/** What a body says. */
export type OracleBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'pairs'; readonly pairs: readonly (readonly [string, string])[] }
  | { readonly kind: 'parts'; readonly parts: readonly OraclePart[] }
  | { readonly kind: 'bytes'; readonly hex: string }

/** A part of a multipart body. */
export interface OraclePart {
  readonly name: string
  /** Empty for a plain text. */
  readonly type: string
  readonly hex: string
}

/** A body as it would be sent, read by its media type. */
export async function bodyOf(body: unknown, type: string): Promise<OracleBody> {
  if (body === undefined || body === null) return { kind: 'none' }
  if (body instanceof FormData) {
    const parts = [...body].map(async ([name, item]) => ({
      name,
      // What a string is sent as, said or not.
      type: typeof item === 'string' || item.type.startsWith('text/plain') ? '' : item.type,
      hex: hexOf(new Uint8Array(await new Response(item).arrayBuffer())),
    }))
    return { kind: 'parts', parts: await Promise.all(parts) }
  }
  const bytes = new Uint8Array(await new Response(body as BodyInit).arrayBuffer())
  if (/[/+]json$/.test(type)) return { kind: 'json', value: JSON.parse(new TextDecoder().decode(bytes)) }
  if (type === 'application/x-www-form-urlencoded')
    return { kind: 'pairs', pairs: [...new URLSearchParams(new TextDecoder().decode(bytes))] }
  return { kind: 'bytes', hex: hexOf(bytes) }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
