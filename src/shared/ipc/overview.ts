import { z } from 'zod'
import type { Overview } from '../domain/overview.ts'
import { output, route } from './route.ts'

export const overviewRoutes = {
  /** What is due, what will be charged when, and what the last runs changed; of active items. */
  'overview.get': route({ input: z.strictObject({}), output: output<Overview>() }),
}
