import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/domain/app-error.ts'
import { transaction } from '../db/connection.ts'
import { deleteSnapshot, getSnapshot, insertSnapshot, updateSnapshot } from '../db/repositories/snapshot.ts'
import type { SnapshotCommands } from '../db/snapshot-commands.ts'
import type { WriteContext } from './context.ts'

type SnapshotWriteHandlers = {
  readonly [Name in keyof SnapshotCommands]: (
    ctx: WriteContext,
    input: SnapshotCommands[Name]['input'],
  ) => SnapshotCommands[Name]['output']
}

/** Every way to write of done reviews; a missing or an extra one does not compile. */
export const snapshotWriteHandlers: SnapshotWriteHandlers = {
  'snapshot.add': ({ db }, { title, note, at, by, figures, content }) => {
    const snapshotId = randomUUID()
    const checked = { title: checkTitle(title), note: toNote(note) }
    return transaction(db, () => {
      insertSnapshot(db, { snapshotId, ...checked, at, by, figures, content })
      return getSnapshot(db, snapshotId)
    })
  },
  'snapshot.rename': ({ db }, { snapshotId, title, note }) => {
    const checked = { title: checkTitle(title), note: toNote(note) }
    return transaction(db, () => {
      updateSnapshot(db, { snapshotId, ...checked })
      return getSnapshot(db, snapshotId)
    })
  },
  'snapshot.remove': ({ db }, { snapshotId }) =>
    transaction(db, () => {
      deleteSnapshot(db, snapshotId)
      return null
    }),
}

function checkTitle(title: string): string {
  const text = title.trim()
  if (text === '') throw new AppError('BAD_REQUEST', { field: 'title' })
  return text
}

function toNote(note: string | null): string | null {
  return note === null || note.trim() === '' ? null : note.trim()
}
