import { z } from 'zod'
import { output, route } from './route.ts'

export const preferenceRoutes = {
  /** How the person has arranged the window: small JSON texts by key, kept with the data. */
  'preference.list': route({ input: z.strictObject({}), output: output<Readonly<Record<string, string>>>() }),
  /** null takes a preference away. */
  'preference.set': route({
    input: z.strictObject({
      key: z.string().regex(/^[a-z][a-zA-Z0-9.-]{0,79}$/),
      value: z.string().max(100_000).nullable(),
    }),
    output: output<null>(),
  }),
}
