import { fileCoordinator } from '@fairlead/auth/node'

/** Listens, and has nothing else to do. */
const [path = ''] = process.argv.slice(2)
fileCoordinator({ path }).onChange('key', () => {})
