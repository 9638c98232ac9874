import type { RenewalMode } from '../../../shared/domain/renewal-mode.ts'
import { all, type ReadDb } from '../connection.ts'
import { sql, sqlFragment, type SqlFragment, type SqlQuery } from '../sql.ts'
import { REVIEW_COLUMNS, type ReviewRow } from './review.ts'

/** Items by their ids or by their keys. */
export type ChosenItems = { readonly itemIds: readonly string[] } | { readonly itemKeys: readonly number[] }

/** Items that are alike in what a decision can contradict. */
export interface ChosenGroup {
  readonly isActive: 0 | 1
  readonly mode: RenewalMode
  readonly isNear: 0 | 1
  readonly items: number
  /** Those of which nobody has ever said anything. */
  readonly unsaid: number
}

function chosenSource(chosen: ChosenItems): SqlFragment {
  return 'itemIds' in chosen
    ? sqlFragment`json_each(${JSON.stringify(chosen.itemIds)}) wanted CROSS JOIN item i ON i.item_id = wanted.value`
    : sqlFragment`json_each(${JSON.stringify(chosen.itemKeys)}) wanted CROSS JOIN item i ON i.item_key = wanted.value`
}

export const previewQueries = {
  groups: (chosen: ChosenItems, nearBefore: number): SqlQuery =>
    sql`SELECT i.is_active AS isActive, i.renewal_mode AS mode, coalesce(i.act_by_at < ${nearBefore}, 0) AS isNear,
          count(*) AS items, sum(r.item_key IS NULL) AS unsaid
        FROM ${chosenSource(chosen)} LEFT JOIN item_review r ON r.item_key = i.item_key GROUP BY 1, 2, 3`,
  layers: (chosen: ChosenItems): SqlQuery =>
    sql`SELECT ${REVIEW_COLUMNS} FROM ${chosenSource(chosen)} CROSS JOIN item_review r ON r.item_key = i.item_key`,
}

/** How many of some items are of which kind; `nearBefore` says which deadlines are near. */
export function groupChosen(db: ReadDb, chosen: ChosenItems, nearBefore: number): ChosenGroup[] {
  return all<ChosenGroup>(db, 'review.previewGroups', previewQueries.groups(chosen, nearBefore))
}

/** The layers of those of some items that people have said anything about. */
export function readChosenLayers(db: ReadDb, chosen: ChosenItems): ReviewRow[] {
  return all<ReviewRow>(db, 'review.previewLayers', previewQueries.layers(chosen))
}
