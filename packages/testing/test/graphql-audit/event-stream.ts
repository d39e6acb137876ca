import { textsOf } from './parts.ts'

/** The payloads of the events named next, until the event complete. @throws Error when the stream ends before */
export async function* readEvents(response: Response): AsyncGenerator<unknown, void> {
  let rest = ''
  let name = ''
  let data: string[] = []
  for await (const text of textsOf(response)) {
    rest += text
    for (;;) {
      // CR at the very end may be half of CRLF.
      const found = /\r\n|\n|\r(?=[^])/.exec(rest)
      const end = found ?? (name === 'complete' && rest === '\r' ? { index: 0, 0: '\r' } : undefined)
      if (!end) break
      const line = rest.slice(0, end.index)
      rest = rest.slice(end.index + end[0].length)
      if (line === '') {
        if (name === 'complete') return
        if (name === 'next' && data.length > 0) yield JSON.parse(data.join('\n'))
        name = ''
        data = []
        continue
      }
      const [, field, value = ''] = /^([^:]*):? ?([^]*)$/.exec(line) ?? []
      if (field === 'event') name = value
      if (field === 'data') data.push(value)
    }
  }
  throw new Error('The stream ends before it is complete.')
}
