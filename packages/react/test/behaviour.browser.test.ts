import { behaves } from '../../query/test/behaviour/script.ts'
import { react } from './driver.tsx'

behaves(react)
