import { useSession } from '@fairlead/react'
import { useQuery } from '@tanstack/react-query'
import type { BerthClient } from './client.ts'

const piers = ['north', 'south', 'west']

export function MyBerths({ client, q }: BerthClient) {
  const { state, identity } = useSession()

  if (state !== 'authenticated')
    return (
      <>
        <p role="status">Nobody is signed in.</p>
        <p>
          {['ann', 'bo'].map((user) => (
            <button key={user} type="button" onClick={() => void client.auth.signIn({ user })}>
              Sign in as {user}
            </button>
          ))}
        </p>
      </>
    )

  return (
    <>
      <p role="status">Signed in: {identity}</p>
      <ul>
        {piers.map((pier) => (
          <Pier key={pier} pier={pier} q={q} />
        ))}
      </ul>
      <p>
        <button type="button" onClick={() => client.tags.invalidate(['berths'])}>
          Look at all three
        </button>
        <button type="button" onClick={() => void client.auth.signOut()}>
          Sign out
        </button>
      </p>
    </>
  )
}

function Pier({ pier, q }: { readonly pier: string; readonly q: BerthClient['q'] }) {
  const { data, error } = useQuery(q.berths.mine.queryOptions({ params: { pier } }))
  const what = error
    ? `not now: ${error.kind}`
    : data
      ? data.map(({ id, whose }) => `${id} is ${whose}’s`).join(', ')
      : '…'
  return (
    <li>
      {pier}: {what}
    </li>
  )
}
