import { z } from 'zod'
import type { KnownPerson } from '../domain/person.ts'
import { nameText, output, route } from './route.ts'

export const personRoutes = {
  /** Everybody who owns something or stands in the directory, by name. */
  'person.list': route({ input: z.strictObject({}), output: output<readonly KnownPerson[]>() }),
  /** Says to which department somebody belongs; null forgets it. */
  'person.set': route({
    input: z.strictObject({ name: nameText(200), department: nameText(200).nullable() }),
    output: output<null>(),
  }),
}
