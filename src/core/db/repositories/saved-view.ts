import { AppError } from '../../../shared/domain/app-error.ts'
import type { SavedView } from '../../../shared/domain/view.ts'
import { toViewState } from '../../../shared/ipc/view.ts'
import { all, get, run, type ReadDb, type WriteDb } from '../connection.ts'
import { foldName } from '../search-text.ts'
import { sql } from '../sql.ts'

interface ViewRow {
  readonly view_id: string
  readonly name: string
  readonly state: string
  readonly created_at: number
  readonly updated_at: number
}

const COLUMNS = sql`view_id, name, state, created_at, updated_at`

/** In the order that people gave them. What this build no longer knows is left out of their states. */
export function listViews(db: ReadDb): SavedView[] {
  const rows = all<ViewRow>(db, 'view.list', sql`SELECT ${COLUMNS} FROM saved_view ORDER BY position, view_id`)
  return rows.map((row) => toView(db, row))
}

/** Throws NOT_FOUND. */
export function getView(db: ReadDb, viewId: string): SavedView {
  const row = get<ViewRow>(db, 'view.byId', sql`SELECT ${COLUMNS} FROM saved_view WHERE view_id = ${viewId}`)
  if (!row) throw viewNotFound(viewId)
  return toView(db, row)
}

/** The view whose name is this one but for case and width; null when there is none. */
export function findViewByName(db: ReadDb, name: string): { readonly viewId: string; readonly name: string } | null {
  const folded = foldName(name)
  const rows = all<{ viewId: string; name: string }>(
    db,
    'view.names',
    sql`SELECT view_id AS viewId, name FROM saved_view`,
  )
  return rows.find((row) => foldName(row.name) === folded) ?? null
}

/** Puts a new view behind all others. */
export function insertView(db: WriteDb, view: SavedView): void {
  run(
    db,
    'view.insert',
    sql`INSERT INTO saved_view (view_id, name, position, state, created_at, updated_at)
      SELECT ${view.viewId}, ${view.name}, coalesce(max(position), 0) + 1, ${JSON.stringify(view.state)},
        ${view.createdAt}, ${view.updatedAt} FROM saved_view`,
  )
}

/** Throws NOT_FOUND. */
export function updateView(db: WriteDb, view: Pick<SavedView, 'viewId' | 'name' | 'state' | 'updatedAt'>): void {
  const changes = run(
    db,
    'view.update',
    sql`UPDATE saved_view SET name = ${view.name}, state = ${JSON.stringify(view.state)}, updated_at = ${view.updatedAt}
      WHERE view_id = ${view.viewId}`,
  )
  if (changes === 0) throw viewNotFound(view.viewId)
}

/** Throws NOT_FOUND. */
export function deleteView(db: WriteDb, viewId: string): void {
  if (run(db, 'view.delete', sql`DELETE FROM saved_view WHERE view_id = ${viewId}`) === 0) throw viewNotFound(viewId)
}

/** Puts these views first, in this order; the others keep theirs behind them. Unknown ids and repetitions are passed over. */
export function orderViews(db: WriteDb, viewIds: readonly string[]): void {
  const wanted = JSON.stringify(viewIds)
  run(
    db,
    'view.order',
    sql`UPDATE saved_view SET position = ordered.place FROM (
        SELECT view_id, row_number() OVER (ORDER BY min_key IS NULL, min_key, position, view_id) AS place
        FROM saved_view LEFT JOIN (
          SELECT value AS wanted_id, min(key) AS min_key FROM json_each(${wanted}) GROUP BY value
        ) ON wanted_id = view_id
      ) AS ordered WHERE ordered.view_id = saved_view.view_id`,
  )
}

function viewNotFound(viewId: string): AppError {
  return new AppError('NOT_FOUND', { what: `view ${viewId}` })
}

function toView(db: ReadDb, row: ViewRow): SavedView {
  let state: unknown
  try {
    state = JSON.parse(row.state)
  } catch (cause) {
    throw new AppError('DB_DAMAGED', { file: db.file, backup: '' }, { cause, raw: `view ${row.view_id}` })
  }
  return {
    viewId: row.view_id,
    name: row.name,
    state: toViewState(state),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
