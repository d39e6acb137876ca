import { behaves } from '../../query/test/behaviour/script.ts'
import { vue } from './driver.ts'

behaves(vue)
