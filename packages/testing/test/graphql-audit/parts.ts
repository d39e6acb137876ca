/** The payloads of a multipart/mixed response, each as soon as the delimiter behind it is there. */
export async function* readParts(response: Response): AsyncGenerator<unknown, void> {
  const type = response.headers.get('content-type') ?? ''
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]*)"|([^;\s]*))/i.exec(type) ?? []
  const delimiter = `\r\n--${quoted ?? plain ?? '-'}`
  // The first delimiter may be the beginning of the body.
  let rest = '\r\n'
  let isPreamble = true
  for await (const text of textsOf(response)) {
    rest += text
    for (let at = rest.indexOf(delimiter); at >= 0; at = rest.indexOf(delimiter)) {
      const part = rest.slice(0, at)
      rest = rest.slice(at + delimiter.length)
      if (!isPreamble) yield JSON.parse(part.slice(part.indexOf('\r\n\r\n') + 4))
      isPreamble = false
    }
    if (!isPreamble && rest.startsWith('--')) return
  }
}

/** The text of a body as it comes. */
export async function* textsOf(response: Response): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield decoder.decode(value, { stream: true })
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}
