import { useQueueStatus } from '@fairlead/react/queue'
import { useState } from 'react'
import type { PilotClient } from './client.ts'

export function Pilots({ client }: PilotClient) {
  const [ended, setEnded] = useState<readonly string[]>([])
  const [lane] = useQueueStatus({ everyMs: 100 }).lanes

  async function ask(vessel: string, priority: 'high' | 'auto') {
    const { error } = await client.api.pilots.ask({ params: { vessel } }, { priority }).result()
    const why = error?.kind === 'rejected' ? error.reason : error?.kind
    setEnded((before) => [...before, why ? `${vessel} (${why})` : vessel])
  }

  return (
    <>
      <p>
        <button
          type="button"
          onClick={() => {
            setEnded([])
            for (const vessel of ['1', '2', '3', '4', '5', '6', '7', '8']) void ask(vessel, 'auto')
          }}
        >
          Ask for eight
        </button>
        <button type="button" onClick={() => void ask('urgent', 'high')}>
          One urgent
        </button>
      </p>
      <p>
        On their way: {lane?.running ?? 0}, waiting: {lane?.queued ?? 0}
      </p>
      <p role="status">{ended.length > 0 && `Answered: ${ended.join(', ')}`}</p>
    </>
  )
}
