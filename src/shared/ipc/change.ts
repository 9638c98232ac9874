import { z } from 'zod'
import { CHANGE_KINDS, type ChangeKind, type ItemChange } from '../domain/change.ts'
import { output, pageInput, route, text, type Page } from './route.ts'

export interface ChangePage extends Page<ItemChange> {
  readonly byKind: Readonly<Partial<Record<ChangeKind, number>>>
}

export const changeRoutes = {
  /** Newest first. `sinceRunId` means the runs of the same account after that one. */
  'change.list': route({
    input: z.strictObject({
      sinceRunId: text(100).optional(),
      sinceAt: z.int().optional(),
      runId: text(100).optional(),
      itemId: text(500).optional(),
      accountId: text(100).optional(),
      kinds: z.array(z.enum(CHANGE_KINDS)).optional(),
      ...pageInput,
    }),
    output: output<ChangePage>(),
  }),
}
