import type { Comparison, ComparisonEnd, ComparisonStart } from '../../shared/domain/comparison.ts'
import type { ReadDb } from '../db/connection.ts'
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
import { withPresentPicture, type PresentPicture } from './picture-source.ts'
import { createDifferenceTable, type ComparedPictures, type DifferenceTable } from './picture-table.ts'

interface CompareDeps {
  readonly db: ReadDb
  readonly clock: { now(): number }
  readonly frozen: FrozenPictures
}

interface Request {
  readonly from: ComparisonStart
  readonly to: ComparisonEnd
}

/** Compares two pictures. Throws RUN_NOT_FOUND, SNAPSHOT_NOT_FOUND or SNAPSHOT_DAMAGED. */
export async function comparePictures(deps: CompareDeps, { from, to }: Request): Promise<ComparedPictures> {
  const { db, clock, frozen } = deps
  const [older, newer] = await Promise.all([
    from.kind === 'snapshot' ? frozen.get(from.snapshotId) : null,
    to.kind === 'snapshot' ? frozen.get(to.snapshotId) : null,
  ])
  return await withPresentPicture(db, clock, async (present) => {
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
  const rollBack = createRollBack(present, moment, past)
  if (newer === null) {
    await table.addTotals(present)
    const keys = [...new Set([...past.keys(), ...appeared, ...listClosedDecisions(present.db)])]
    await present.forEachRow(keys, (rows) => {
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

/** From a frozen picture to the present. */
async function compareWithFrozen(present: PresentPicture, older: FrozenPicture, table: DifferenceTable): Promise<void> {
  const past = await readPastBehind(present, older.stamp)
  const isLogWhole = knowsEverythingSince(present, older.stamp)
  if (isLogWhole) {
    await table.addTotals(present)
    const keys = new Set([
      ...past.keys(),
      ...listItemsBehind(present.db, older.stamp.lastItemKey),
      ...listClosedDecisions(present.db),
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
