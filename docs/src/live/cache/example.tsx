import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { VesselClient } from './client.ts'

export function Quay({ client, q }: VesselClient) {
  const { data, error, isFetching, refetch } = useQuery(q.vessels.list.queryOptions())
  const rename = useMutation(q.vessels.rename.mutationOptions())
  const [three, setThree] = useState('')
  const aurora = data?.vessels[0]

  async function askThreeTimes() {
    const calls = [1, 2, 3].map(() => client.api.vessels.list({}, { cache: 'reload' }).result())
    const results = await Promise.all(calls)
    setThree(results.map((result) => (result.ok ? `answer ${result.data.answer}` : result.error.kind)).join(', '))
  }

  return (
    <>
      <p role="status">
        {data ? `Answer ${data.answer}: ${data.vessels.map(({ name }) => name).join(', ')}` : 'No answer yet'}
        {isFetching && ' …'}
      </p>
      {three && <p>Three calls got {three}.</p>}
      {error && <p role="alert">The list cannot be had: {error.kind}</p>}
      {rename.error && <p role="alert">Aurora keeps her name: {rename.error.kind}</p>}
      <p>
        <button type="button" onClick={() => void refetch()}>
          Look again
        </button>
        <button type="button" onClick={() => void askThreeTimes()}>
          Ask three times at once
        </button>
        <button
          type="button"
          disabled={!aurora || rename.isPending}
          onClick={() => aurora && rename.mutate({ params: { id: aurora.id }, body: { name: `${aurora.name} II` } })}
        >
          Rename Aurora
        </button>
      </p>
    </>
  )
}
