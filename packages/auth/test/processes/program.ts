import { fileCoordinator } from '@fairlead/auth/node'
import { serveWorks } from './works.ts'

const [origin = '', path = ''] = process.argv.slice(2)
serveWorks(origin, () => fileCoordinator({ path }))
