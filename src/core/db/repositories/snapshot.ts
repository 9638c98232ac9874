import { AppError } from '../../../shared/domain/app-error.ts'
import type { Snapshot, SnapshotFigures } from '../../../shared/domain/snapshot.ts'
import { all, get, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql, sqlFragment } from '../sql.ts'
import { isRecord, readJson } from './json-column.ts'

interface SnapshotRow {
  readonly snapshot_id: string
  readonly title: string
  readonly note: string | null
  readonly at: number
  readonly by: string
  readonly figures: string
  readonly size_bytes: number
}

const COLUMNS = sqlFragment`snapshot_id, title, note, at, by, figures, length(content) AS size_bytes`

/** All done reviews, the newest first. */
export function listSnapshots(db: ReadDb): Snapshot[] {
  const rows = all<SnapshotRow>(db, 'snapshot.list', sql`SELECT ${COLUMNS} FROM snapshot ORDER BY at DESC, rowid DESC`)
  return rows.map((row) => toSnapshot(db, row))
}

/** Throws SNAPSHOT_NOT_FOUND. */
export function getSnapshot(db: ReadDb, snapshotId: string): Snapshot {
  const row = get<SnapshotRow>(
    db,
    'snapshot.byId',
    sql`SELECT ${COLUMNS} FROM snapshot WHERE snapshot_id = ${snapshotId}`,
  )
  if (!row) throw new AppError('SNAPSHOT_NOT_FOUND')
  return toSnapshot(db, row)
}

/** The frozen picture as it was stored. Throws SNAPSHOT_NOT_FOUND. */
export function readSnapshotContent(db: ReadDb, snapshotId: string): Uint8Array {
  const row = get<{ content: Uint8Array }>(
    db,
    'snapshot.content',
    sql`SELECT content FROM snapshot WHERE snapshot_id = ${snapshotId}`,
  )
  if (!row) throw new AppError('SNAPSHOT_NOT_FOUND')
  return row.content
}

export interface NewSnapshot extends Omit<Snapshot, 'sizeBytes'> {
  readonly content: Uint8Array
}

export function insertSnapshot(db: WriteDb, snapshot: NewSnapshot): void {
  run(
    db,
    'snapshot.insert',
    sql`INSERT INTO snapshot (snapshot_id, title, note, at, by, figures, content)
      VALUES (${snapshot.snapshotId}, ${snapshot.title}, ${snapshot.note}, ${snapshot.at}, ${snapshot.by},
        ${JSON.stringify(snapshot.figures)}, ${snapshot.content})`,
  )
}

/** Throws SNAPSHOT_NOT_FOUND. */
export function updateSnapshot(
  db: WriteDb,
  { snapshotId, title, note }: { readonly snapshotId: string; readonly title: string; readonly note: string | null },
): void {
  const query = sql`UPDATE snapshot SET title = ${title}, note = ${note} WHERE snapshot_id = ${snapshotId}`
  if (run(db, 'snapshot.update', query) === 0) throw new AppError('SNAPSHOT_NOT_FOUND')
}

/** Throws SNAPSHOT_NOT_FOUND. */
export function deleteSnapshot(db: WriteDb, snapshotId: string): void {
  if (run(db, 'snapshot.delete', sql`DELETE FROM snapshot WHERE snapshot_id = ${snapshotId}`) === 0) {
    throw new AppError('SNAPSHOT_NOT_FOUND')
  }
}

function isFigures(value: unknown): value is SnapshotFigures {
  return (
    isRecord(value) &&
    typeof value['today'] === 'string' &&
    isRecord(value['all']) &&
    isRecord(value['overdue']) &&
    isRecord(value['undecidedDue']) &&
    typeof value['contradictions'] === 'number' &&
    ['bands', 'decisions', 'accounts'].every((key) => Array.isArray(value[key]))
  )
}

function toSnapshot(db: ReadDb, row: SnapshotRow): Snapshot {
  return {
    snapshotId: row.snapshot_id,
    title: row.title,
    note: row.note,
    at: row.at,
    by: row.by,
    figures: readJson(db, `snapshot ${row.snapshot_id} figures`, row.figures, isFigures),
    sizeBytes: row.size_bytes,
  }
}
