// `npm run test:full`: the long proofs (soaks, many runs, many processes), in `*.full.test.ts` files.
import { runSteps } from './steps.ts'
import { vitest } from './vitest-step.ts'

runSteps([vitest('long proofs', 'full')])
