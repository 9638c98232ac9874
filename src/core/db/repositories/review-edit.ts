import type { ReviewLayer } from '../../../shared/domain/review-layer.ts'
import { KEPT_EDITS, type ReviewEdit, type ReviewPatch } from '../../../shared/domain/review.ts'
import { all, get, prepare, run, type ReadDb, type WriteDb } from '../connection.ts'
import { sql, sqlFragment, sqlNothing, type SqlQuery } from '../sql.ts'
import { isRecord, readJson } from './json-column.ts'
import { REVIEW_COLUMNS, type ReviewRow } from './review.ts'

/** What an edit replaced in one item: the fields that it changed, and the edit that had set the layer before. */
export interface FormerLayer {
  readonly layer: Partial<ReviewLayer>
  readonly editId: string | null
}

interface EditRow {
  readonly edit_key: number
  readonly edit_id: string
  readonly at: number
  readonly by: string
  readonly patch: string
  readonly items: number
  readonly undone_at: number | null
}

const EDIT_COLUMNS = sql`edit_key, edit_id, at, by, patch, items, undone_at`

export const editQueries = {
  list: (): SqlQuery => sql`SELECT ${EDIT_COLUMNS} FROM review_edit ORDER BY edit_key DESC LIMIT ${KEPT_EDITS}`,
  byId: (editId: string): SqlQuery => sql`SELECT ${EDIT_COLUMNS} FROM review_edit WHERE edit_id = ${editId}`,
  formers: (editKey: number, afterKey: number | null = null, limit = -1): SqlQuery =>
    sql`SELECT ${REVIEW_COLUMNS}, e.former FROM review_edit_item e CROSS JOIN item i ON i.item_key = e.item_key
        LEFT JOIN item_review r ON r.item_key = e.item_key
        WHERE e.edit_key = ${editKey} ${afterKey === null ? sqlNothing : sqlFragment`AND e.item_key > ${afterKey}`}
        ORDER BY e.item_key LIMIT ${limit}`,
  lastOutdated: (): SqlQuery =>
    sql`SELECT edit_key FROM review_edit ORDER BY edit_key DESC LIMIT 1 OFFSET ${KEPT_EDITS}`,
  dropOutdatedFormers: (lastKey: number, limit: number): SqlQuery =>
    sql`DELETE FROM review_edit_item WHERE (edit_key, item_key) IN
        (SELECT edit_key, item_key FROM review_edit_item WHERE edit_key <= ${lastKey} LIMIT ${limit})`,
}

/** Edits that are kept, the newest first. */
export function listEdits(db: ReadDb): ReviewEdit[] {
  return all<EditRow>(db, 'review.edits', editQueries.list()).map((row) => ({
    editId: row.edit_id,
    at: row.at,
    by: row.by,
    patch: readJson(db, `edit ${row.edit_id}`, row.patch, isRecord) as ReviewPatch,
    items: row.items,
    undoneAt: row.undone_at,
  }))
}

/** The key of the newest edit that is not kept any more; what it has replaced may still be there for a while. */
function lastOutdatedKey(db: ReadDb): number {
  return get<{ edit_key: number }>(db, 'review.outdated', editQueries.lastOutdated())?.edit_key ?? -Infinity
}

/** One edit with its key; undefined when it is not kept any more. */
export function findEdit(
  db: ReadDb,
  editId: string,
): { readonly editKey: number; readonly undoneAt: number | null } | undefined {
  const row = get<EditRow>(db, 'review.edit', editQueries.byId(editId))
  if (row && row.edit_key <= lastOutdatedKey(db)) return undefined
  return row && { editKey: row.edit_key, undoneAt: row.undone_at }
}

/** An item of an edit as it is now, with what the edit replaced. */
export interface EditedItem {
  readonly row: ReviewRow
  readonly former: FormerLayer
}

/** The next items of an edit after a key, null for the first ones; items that no longer exist are left out. */
export function readFormers(
  db: ReadDb,
  editKey: number,
  { afterKey, limit }: { readonly afterKey: number | null; readonly limit: number },
): EditedItem[] {
  const rows = all<ReviewRow & { former: string }>(db, 'review.formers', editQueries.formers(editKey, afterKey, limit))
  return rows.map((row) => {
    const { editId = null, ...layer } = readJson(db, `edit of item ${row.item_key}`, row.former, isRecord)
    return { row, former: { layer: layer as Partial<ReviewLayer>, editId: editId as string | null } }
  })
}

/** Keeps what an edit replaces. */
export interface EditWriter {
  keep(itemKey: number, former: FormerLayer): void
  /** Writes what has been kept since the last time. */
  flush(): void
  /** Says how many items it was, and lets go of edits that are too old. */
  close(items: number): void
}

/** Items of edits that are too old, besides as many as the new edit has, that one edit lets go of. */
const DROPPED_AT_ONCE = 2000

/** Begins an edit. To be called in the transaction that carries it out. */
export function createEditWriter(
  db: WriteDb,
  edit: { readonly editId: string; readonly at: number; readonly by: string; readonly patch: ReviewPatch },
): EditWriter {
  run(
    db,
    'review.addEdit',
    sql`INSERT INTO review_edit (edit_id, at, by, patch, items)
        VALUES (${edit.editId}, ${edit.at}, ${edit.by}, ${JSON.stringify(edit.patch)}, 0)`,
  )
  const editKey = (findEdit(db, edit.editId) as { editKey: number }).editKey
  const keep = prepare<[number, string]>(
    db,
    sql`INSERT INTO review_edit_item (edit_key, item_key, former)
        SELECT ?, CAST(key AS INTEGER), value FROM json_each(?)`,
  )
  let formers: string[] = []
  return {
    keep(itemKey, { layer, editId }) {
      const former = JSON.stringify(editId === null ? layer : { ...layer, editId })
      formers.push(`"${itemKey}":${JSON.stringify(former)}`)
    },
    flush() {
      if (formers.length > 0) keep.run(editKey, `{${formers.join()}}`)
      formers = []
    },
    close(items) {
      run(db, 'review.closeEdit', sql`UPDATE review_edit SET items = ${items} WHERE edit_key = ${editKey}`)
      pruneEdits(db, items + DROPPED_AT_ONCE)
    },
  }
}

/** An edit of many items is let go of in parts, so that a small edit after it does not take long. */
function pruneEdits(db: WriteDb, limit: number): void {
  const lastKey = lastOutdatedKey(db)
  if (lastKey === -Infinity) return
  const dropped = run(db, 'review.pruneFormers', editQueries.dropOutdatedFormers(lastKey, limit))
  if (dropped < limit) run(db, 'review.pruneEdits', sql`DELETE FROM review_edit WHERE edit_key <= ${lastKey}`)
}

/** Notes that an edit was taken back; what it had replaced is needed no more. */
export function markUndone(db: WriteDb, editKey: number, at: number): void {
  run(db, 'review.markUndone', sql`UPDATE review_edit SET undone_at = ${at} WHERE edit_key = ${editKey}`)
  run(db, 'review.dropFormers', sql`DELETE FROM review_edit_item WHERE edit_key = ${editKey}`)
}

/** The same expiry is another instant now: what edits have replaced stays bound to it. */
export function moveFormerBonds(db: WriteDb, itemKey: number, from: number | null, to: number | null): void {
  const bonds = [sql`'$.decidedForExpiresAt'`, sql`'$.acknowledgedForExpiresAt'`]
  for (const bond of bonds) {
    run(
      db,
      'review.moveBonds',
      sql`UPDATE review_edit_item SET former = json_set(former, ${bond}, ${to})
        WHERE item_key = ${itemKey} AND former ->> ${bond} = ${from}`,
    )
  }
}
