import { useMutation, useQuery } from '@tanstack/react-query'
import type { LightClient } from './client.ts'
import { switched } from './contract.ts'

export function Lights({ q }: LightClient) {
  const { data = [] } = useQuery(q.lights.list.queryOptions())
  const change = useMutation(
    q.lights.switch.mutationOptions({ optimistic: ({ params, body }) => [switched(params.id, body)] }),
  )
  const { error } = change

  return (
    <>
      <ul>
        {data.map(({ id, isLit }) => (
          <li key={id}>
            <button
              type="button"
              aria-pressed={isLit}
              onClick={() => change.mutate({ params: { id }, body: { isLit: !isLit } })}
            >
              {id}: {isLit ? 'lit' : 'dark'}
            </button>
          </li>
        ))}
      </ul>
      {error && (
        <p role="alert">
          {error.kind === 'http' && error.status === 409 ? error.data.title : `Not done: ${error.kind}`}
        </p>
      )}
    </>
  )
}
