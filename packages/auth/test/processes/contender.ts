import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileCoordinator } from '@fairlead/auth/node'

/**
 * Takes the lock again and again and signs the place it guards. A signature of somebody who lives means that two are
 * inside; one of a process that was killed does not. Prints a line for each turn.
 */
const [path = '', place = ''] = process.argv.slice(2)
const { lock } = fileCoordinator({ path })
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

for (;;) {
  await lock('name', {}, async () => {
    try {
      writeFileSync(place, String(process.pid), { flag: 'wx' })
    } catch {
      const other = Number(readFileSync(place, 'utf8'))
      // Nobody's, if it was killed while it signed: and 0 would mean this very process to `kill`.
      if (other > 0 && other !== process.pid && isAlive(other)) process.stdout.write('together\n')
      writeFileSync(place, String(process.pid))
    }
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 4))
    if (readFileSync(place, 'utf8') !== String(process.pid)) process.stdout.write('together\n')
    rmSync(place)
  })
  process.stdout.write('turn\n')
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 20))
}
