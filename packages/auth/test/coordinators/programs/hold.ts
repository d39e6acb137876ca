import { fileCoordinator } from '@fairlead/auth/node'

/** Holds a lock until it is ended from outside, or ends by itself in the middle of it. */
const [path = '', name = '', how] = process.argv.slice(2)
const { lock, store } = fileCoordinator({ path })
await lock(name, {}, async () => {
  await store.compareAndSet('key', undefined, { held: true })
  process.stdout.write('held\n')
  if (how === 'exit') process.exit(0)
  await new Promise((resolve) => setTimeout(resolve, 60_000))
})
