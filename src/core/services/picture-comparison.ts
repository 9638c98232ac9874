import type { Comparison, ComparisonEnd, ComparisonStart } from '../../shared/domain/comparison.ts'
import { listPictureAccounts, type PictureStamp } from '../db/repositories/item-picture.ts'
import { findFirstChangeAt, listClosedDecisions, listItemsBehind } from '../db/repositories/past.ts'
import { getRun } from '../db/repositories/run.ts'
import type { FrozenPicture } from './frozen-picture.ts'
import type { FrozenPictures } from './frozen-pictures.ts'
import {
  beforeLastRuns,
  createRollBack,
  lastNoticedAt,
  readPast,
  readPastBehind,
  type Moment,
  type Past,
} from './picture-past.ts'
import { chooseNewRows } from './picture-new-rows.ts'
import { withPresentPicture, type PictureSource, type PresentPicture } from './picture-source.ts'
import { createDifferenceTable, type ComparedPictures, type DifferenceTable } from './picture-table.ts'

interface CompareDeps extends PictureSource {
  readonly frozen: FrozenPictures
}

interface Request {
  readonly from: ComparisonStart
  readonly to: ComparisonEnd
}

/** Compares two pictures. Throws RUN_NOT_FOUND, SNAPSHOT_NOT_FOUND or SNAPSHOT_DAMAGED. */
export async function comparePictures(deps: CompareDeps, { from, to }: Request): Promise<ComparedPictures> {
  const { frozen } = deps
  const [older, newer] = await Promise.all([
    from.kind === 'snapshot' ? frozen.get(from.snapshotId) : null,
    to.kind === 'snapshot' ? frozen.get(to.snapshotId) : null,
  ])
  return await withPresentPicture(deps, { isOrdered: from.kind !== 'snapshot' }, async (present) => {
    const table = createDifferenceTable()
    const end = newer ? { at: newer.snapshot.at, title: newer.snapshot.title } : { at: present.now, title: null }
    let start: Comparison['from']
    if (older) {
      start = { at: older.snapshot.at, title: older.snapshot.title }
      if (newer) await compareFrozen(present, older.picture, newer.picture, table)
      else await compareWithFrozen(present, older.picture, table)
    } else {
      const { moment, ...side } = toMoment(present, from as Exclude<ComparisonStart, { kind: 'snapshot' }>)
      start = side
      await compareWithMoment(present, moment, newer?.picture ?? null, table)
    }
    return await table.toComparison(present, start, end)
  })
}

function toMoment(
  { db, now }: PresentPicture,
  from: Exclude<ComparisonStart, { kind: 'snapshot' }>,
): { moment: Moment; at: number; title: string | null } {
  switch (from.kind) {
    case 'instant':
      return { moment: from, at: from.at, title: null }
    case 'run': {
      const run = getRun(db, from.runId)
      const startedAt = Math.min(run.startedAt, run.endedAt ?? run.startedAt)
      const at = findFirstChangeAt(db, { runId: run.runId, startedAt }) ?? run.endedAt ?? run.startedAt
      return { moment: { kind: 'instant', at }, at, title: run.account === '' ? null : run.account }
    }
    case 'last-runs': {
      const moment = beforeLastRuns(db)
      const instants = moment.kind === 'accounts' ? [...moment.byAccount.values()].map(({ at }) => at) : []
      return { moment, at: instants.length === 0 ? now : Math.min(...instants), title: null }
    }
  }
}

/** Looks only at what the logs name: everything else is as it was. */
async function compareWithMoment(
  present: PresentPicture,
  moment: Moment,
  newer: FrozenPicture | null,
  table: DifferenceTable,
): Promise<void> {
  const { past, appeared } = await readPast(present, moment)
  const rollBack = createRollBack(present, moment, { past, appeared })
  if (newer === null) {
    const closed = closedDecisions(present)
    const singles = await addNew(present, { past, appeared }, table)
    const keys =
      singles === null
        ? [...past.keys(), ...appeared, ...closed]
        : [...singles, ...closed.filter((key) => !appeared.has(key))]
    await present.forEachRow([...new Set(keys)], (rows) => {
      for (const [index, before] of rollBack(rows).entries()) {
        const row = rows[index] as (typeof rows)[number]
        const isNew = before === null
        const noticed = past.get(row.itemKey)
        table.add(before, present.toItem(row), (fields) => lastOf(noticed, fields, isNew ? row.firstSeenAt : null))
      }
    })
    return
  }
  const seen = new Uint8Array(newer.rows)
  await present.forEachRow(null, (rows) => {
    for (const [index, before] of rollBack(rows).entries()) {
      const place = newer.rowOf((rows[index] as (typeof rows)[number]).itemId)
      if (place !== undefined) seen[place] = 1
      table.addBoth(before, place === undefined ? null : newer.at(place), null)
    }
  })
  for (let place = 0; place < newer.rows; place += 1) {
    if (seen[place] === 1) continue
    // Its account was removed, and with it everything that could tell how it was before.
    const item = newer.at(place)
    table.addBoth(item, item, null)
  }
}

/**
 * Adds what is new as columns, with the totals. Answers the items that remain to be looked at one by one; null when there
 * are no columns, so that only the totals are there.
 */
async function addNew(
  present: PresentPicture,
  { past, appeared }: { readonly past: Past; readonly appeared: ReadonlySet<number> },
  table: DifferenceTable,
): Promise<number[] | null> {
  const { columns } = present
  if (columns === null) {
    await table.addTotals(present)
    return null
  }
  const isNew = new Uint8Array(columns.rows)
  const active = columns.coded('is_active')
  const isActive = active.dictionary.codeOf(1)
  // What was new and has gone since is shown only if people have said something.
  const gone: number[] = []
  for (const key of appeared) {
    const row = columns.rowOf(key)
    if (row === -1) continue
    isNew[row] = 1
    if (active.codes[row] !== isActive) gone.push(key)
  }
  table.addNewRows(columns, isNew, await chooseNewRows(present, columns, { isNew, past }))
  await present.rest()
  const former: number[] = []
  for (const key of past.keys()) if (!appeared.has(key)) former.push(key)
  return former.concat(gone)
}

/** Items whose decision was for an earlier expiry: it may open again with a new day, which writes nothing. */
function closedDecisions({ db, columns }: PresentPicture): number[] {
  if (columns === null) return listClosedDecisions(db)
  const { codes, dictionary } = columns.coded('decision')
  const [renew, renewed] = [dictionary.codeOf('renew'), dictionary.codeOf('renewed')]
  const [decidedFor, expiresAt] = [columns.numbers('decided_for_expires_at'), columns.numbers('expires_at')]
  const keys: number[] = []
  for (let row = 0; row < columns.rows; row += 1) {
    const code = codes[row]
    if (code === 0 || (code !== renew && code !== renewed)) continue
    if ((decidedFor[row] as number) < (expiresAt[row] as number)) keys.push(columns.keys[row] as number)
  }
  return keys
}

/** From a frozen picture to the present. */
async function compareWithFrozen(present: PresentPicture, older: FrozenPicture, table: DifferenceTable): Promise<void> {
  const past = await readPastBehind(present, older.stamp)
  const isLogWhole = knowsEverythingSince(present, older.stamp)
  if (isLogWhole) {
    await table.addTotals(present)
    const keys = new Set([
      ...past.keys(),
      ...listItemsBehind(present.db, older.stamp.lastItemKey),
      ...closedDecisions(present),
    ])
    await present.forEachRow([...keys], (rows) => {
      for (const row of rows) {
        const place = older.rowOf(row.itemId)
        const noticed = past.get(row.itemKey)
        const firstSeenAt = place === undefined ? row.firstSeenAt : null
        const before = place === undefined ? null : older.at(place)
        table.add(before, present.toItem(row), (fields) => lastOf(noticed, fields, firstSeenAt))
      }
    })
    return
  }
  const seen = new Uint8Array(older.rows)
  await present.forEachRow(null, (rows) => {
    for (const row of rows) {
      const place = older.rowOf(row.itemId)
      if (place !== undefined) seen[place] = 1
      const noticed = past.get(row.itemKey)
      const firstSeenAt = place === undefined ? row.firstSeenAt : null
      const before = place === undefined ? null : older.at(place)
      table.addBoth(before, present.toItem(row), (fields) => lastOf(noticed, fields, firstSeenAt))
    }
  })
  for (let place = 0; place < older.rows; place += 1) {
    if (seen[place] === 0) table.addBoth(older.at(place), null, null)
    if (place % 1000 === 0) await present.rest()
  }
}

/** The numbers of lines go on rising as long as no account is removed; another zone moves typed days without a line. */
function knowsEverythingSince({ db, zone }: PresentPicture, stamp: PictureStamp): boolean {
  const accounts = listPictureAccounts(db)
  return stamp.businessZone === zone && stamp.accountIds.every((accountId) => accounts.has(accountId))
}

async function compareFrozen(
  present: PresentPicture,
  older: FrozenPicture,
  newer: FrozenPicture,
  table: DifferenceTable,
): Promise<void> {
  for (let place = 0; place < newer.rows; place += 1) {
    const former = older.rowOf(newer.itemIdAt(place))
    table.addBoth(former === undefined ? null : older.at(former), newer.at(place), null)
    if (place % 500 === 0) await present.rest()
  }
  for (let place = 0; place < older.rows; place += 1) {
    if (newer.rowOf(older.itemIdAt(place)) === undefined) table.addBoth(older.at(place), null, null)
    if (place % 500 === 0) await present.rest()
  }
}

function lastOf(
  noticed: ReturnType<Past['get']>,
  fields: readonly string[],
  firstSeenAt: number | null,
): number | null {
  const at = lastNoticedAt(noticed, fields)
  return at === null || firstSeenAt === null ? (at ?? firstSeenAt) : Math.max(at, firstSeenAt)
}
