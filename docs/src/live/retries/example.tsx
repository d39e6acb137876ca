import { useState } from 'react'
import type { TideClient } from './client.ts'
import { words } from './words.ts'

export function TideBoard({ client }: { readonly client: TideClient }) {
  const [sentence, setSentence] = useState('')
  const [isAsking, setAsking] = useState(false)

  async function ask() {
    setAsking(true)
    setSentence(words(await client.api.tides.next().result()))
    setAsking(false)
  }

  return (
    <>
      <button type="button" onClick={() => void ask()} disabled={isAsking}>
        When is high water?
      </button>
      <p role="status">{isAsking ? 'Asking…' : sentence}</p>
    </>
  )
}
