import { z } from 'zod'
import type { Snapshot, SnapshotItem, SnapshotTaking } from '../domain/snapshot.ts'
import { nameText, output, pageInput, route, text, type Page } from './route.ts'

export const snapshotRoutes = {
  /** Reviews that were marked done, the newest first. */
  'snapshot.list': route({ input: z.strictObject({}), output: output<readonly Snapshot[]>() }),
  /** Marks a review done: freezes the list as it is at this moment. */
  'snapshot.take': route({
    input: z.strictObject({ title: nameText(100), note: text(5000).nullable().default(null) }),
    output: output<Snapshot>(),
  }),
  /** The review that is being stored now, whoever has asked for it; `snapshot.progressed` tells how it goes on. */
  'snapshot.taking': route({ input: z.strictObject({}), output: output<SnapshotTaking | null>() }),
  /** Changes title or note; the frozen picture is never changed. */
  'snapshot.rename': route({
    input: z.strictObject({ snapshotId: text(100), title: nameText(100), note: text(5000).nullable() }),
    output: output<Snapshot>(),
  }),
  'snapshot.remove': route({ input: z.strictObject({ snapshotId: text(100) }), output: output<null>() }),
  /** Rows of a frozen picture by act-by; `search` looks into names, ids, owners and projects. */
  'snapshot.items': route({
    input: z.strictObject({ snapshotId: text(100), search: z.string().max(200).default(''), ...pageInput }),
    output: output<Page<SnapshotItem>>(),
  }),
}
