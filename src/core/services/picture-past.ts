import { startOfNextCivilDay } from '../../shared/domain/civil-day.ts'
import { actBy } from '../../shared/domain/act-by.ts'
import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { decisionOn, type DecisionFacts, type DecisionKind } from '../../shared/domain/review.ts'
import type { ReadDb } from '../db/connection.ts'
import { FACT_COLUMNS, FACT_INDEX, type StoredFacts } from '../db/repositories/item-columns.ts'
import type { PictureAccount, PictureRow } from '../db/repositories/item-picture.ts'
import {
  listAppearedIn,
  listAppearedSince,
  listNewestChangingRuns,
  readAccountReviews,
  readDecisionsBefore,
  readPastChanges,
  readPastReviews,
  type LogPlace,
  type LogRange,
  type SaidDecision,
} from '../db/repositories/past.ts'
import { fromChangeText, fromPriceText, type PictureItem } from './picture-item.ts'
import { WITH_MAIN, type PresentPicture } from './picture-source.ts'

/** Lines that are read at once: some milliseconds. */
const LINES_AT_ONCE = 1000

/** What has happened to one field: how it was, what it was then, and when the first and the last of it were noticed. */
interface FieldPast {
  readonly old: string | null
  readonly next: string | null
  readonly firstAt: number
  readonly lastAt: number
}

/** Stands for being there or gone in the past of an item; `old` is `active` or `gone`. */
export const PRESENCE = '(presence)'

/** What has happened to items since a moment, in the words of the two logs. */
export type Past = ReadonlyMap<number, ReadonlyMap<string, FieldPast>>

/** A moment in the past: one instant for all items, or one for each account; an account without one stays as it is. */
export type Moment =
  | { readonly kind: 'instant'; readonly at: number }
  | {
      readonly kind: 'accounts'
      readonly byAccount: ReadonlyMap<string, { readonly runId: string; readonly at: number }>
    }

/** The instant that counts for an account; null when its items stay as they are. */
export function instantOf(moment: Moment, accountId: string): number | null {
  return moment.kind === 'instant' ? moment.at : (moment.byAccount.get(accountId)?.at ?? null)
}

/** Before the newest run of each account that has changed something. */
export function beforeLastRuns(db: ReadDb): Moment {
  const runs = listNewestChangingRuns(db)
  return { kind: 'accounts', byAccount: new Map(runs.map(({ accountId, runId, at }) => [accountId, { runId, at }])) }
}

/** What has happened since a moment, and the items that were not there yet. */
export async function readPast(
  picture: PresentPicture,
  moment: Moment,
): Promise<{ past: Past; appeared: ReadonlySet<number> }> {
  const { db } = picture
  const collector = createCollector()
  if (moment.kind === 'instant') {
    const since: LogRange = { kind: 'since', at: moment.at }
    await readLines(picture, (place) => readPastChanges(db, since, place, LINES_AT_ONCE), collector.change)
    await readLines(picture, (place) => readPastReviews(db, since, place, LINES_AT_ONCE), collector.review)
    return { past: collector.past, appeared: appearedSince(picture, moment.at) }
  }
  const appeared = new Set<number>()
  for (const [accountId, { runId, at }] of moment.byAccount) {
    const range: LogRange = { kind: 'run', runId, behind: 0 }
    await readLines(picture, (place) => readPastChanges(db, range, place, LINES_AT_ONCE), collector.change)
    const said = { accountId, at }
    await readLines(picture, (place) => readAccountReviews(db, said, place, LINES_AT_ONCE), collector.review)
    for (const key of listAppearedIn(db, { accountId, account: '', runId, at })) appeared.add(key)
  }
  return { past: collector.past, appeared }
}

function appearedSince({ db, columns }: PresentPicture, at: number): ReadonlySet<number> {
  if (columns === null) return new Set(listAppearedSince(db, at))
  const appeared = new Set<number>()
  const firstSeenAt = columns.numbers('first_seen_at')
  for (let row = 0; row < columns.rows; row += 1) {
    if ((firstSeenAt[row] as number) >= at) appeared.add(columns.keys[row] as number)
  }
  return appeared
}

/** What the logs hold behind two lines: all that was written after a frozen picture. */
export async function readPastBehind(
  picture: PresentPicture,
  { lastChangeId, lastReviewChangeId }: { readonly lastChangeId: number; readonly lastReviewChangeId: number },
): Promise<Past> {
  const { db } = picture
  const collector = createCollector()
  const [changes, reviews] = [
    { kind: 'behind', changeId: lastChangeId },
    { kind: 'behind', changeId: lastReviewChangeId },
  ] as const
  await readLines(picture, (place) => readPastChanges(db, changes, place, LINES_AT_ONCE), collector.change)
  await readLines(picture, (place) => readPastReviews(db, reviews, place, LINES_AT_ONCE), collector.review)
  return collector.past
}

async function readLines<Line extends LogPlace>(
  picture: PresentPicture,
  read: (place: LogPlace | null) => Line[],
  add: (line: Line) => void,
): Promise<void> {
  let place: LogPlace | null = null
  for (;;) {
    const lines: Line[] = read(place)
    for (const line of lines) add(line)
    const last: Line | undefined = lines.at(-1)
    if (!last || lines.length < LINES_AT_ONCE) return
    place = { at: last.at, changeId: last.changeId }
    await picture.rest()
  }
}

const REVIEWED: ReadonlySet<string> = new Set(['decision', 'owner', 'price', 'priceMonths', 'priceSource'])

function createCollector() {
  const past = new Map<number, Map<string, FieldPast>>()

  function add(
    itemKey: number,
    field: string,
    at: number,
    [old, next]: readonly [old: string | null, next: string | null],
  ): void {
    let fields = past.get(itemKey)
    if (!fields) {
      fields = new Map()
      past.set(itemKey, fields)
    }
    const known = fields.get(field)
    // Two logs tell of prices; the earliest line knows how it was.
    if (!known || at < known.firstAt)
      fields.set(field, { old, next, firstAt: at, lastAt: Math.max(at, known?.lastAt ?? at) })
    else if (at > known.lastAt) fields.set(field, { ...known, lastAt: at })
  }

  return {
    past: past as Past,
    change({ itemKey, at, kind, field, old, new: next }: ReturnType<typeof readPastChanges>[number]): void {
      if (field !== null) add(itemKey, field, at, [old, next])
      else if (kind === 'gone') add(itemKey, PRESENCE, at, ['active', 'gone'])
      else if (kind === 'back') add(itemKey, PRESENCE, at, ['gone', 'active'])
    },
    review({ itemKey, at, field, old, new: next }: ReturnType<typeof readPastReviews>[number]): void {
      if (REVIEWED.has(field)) add(itemKey, field, at, [old, next])
    },
  }
}

/** Puts rows back to how they were at a moment. */
export interface RollBack {
  /** The items as they were; of one that was not there yet, null. */
  (rows: readonly PictureRow[]): (PictureItem | null)[]
}

/** Rolls rows of the present picture back to a moment whose past has been read. */
export function createRollBack(
  picture: PresentPicture,
  moment: Moment,
  { past, appeared }: { readonly past: Past; readonly appeared: ReadonlySet<number> },
): RollBack {
  const { db, zone } = picture
  const tomorrows = new Map<number, number>()
  const tomorrowOf = (at: number): number => {
    let start = tomorrows.get(at)
    if (start === undefined) {
      start = startOfNextCivilDay(at, zone)
      tomorrows.set(at, start)
    }
    return start
  }

  return (rows) => {
    const said = readSaid(db, rows, moment, past)
    return rows.map((row) => {
      const present = picture.toItem(row)
      const at = instantOf(moment, row.accountId)
      if (at === null) return present
      if (appeared.has(row.itemKey)) return null
      const fields = past.get(row.itemKey)
      const before = fields ? withOldFields(present, fields) : present
      const basis: DecisionBasis = {
        row,
        before,
        account: picture.accounts.get(row.accountId),
        said: said.get(row.itemKey),
        found: fields?.get('decision')?.old,
      }
      const decision = decisionAt(basis, tomorrowOf(at))
      return decision === before.decision ? before : { ...before, decision }
    })
  }
}

/** What people had decided before the moment, of the items whose decision has been opened or closed or made since. */
function readSaid(
  db: ReadDb,
  rows: readonly PictureRow[],
  moment: Moment,
  past: Past,
): ReadonlyMap<number, SaidDecision> {
  const byInstant = new Map<number, number[]>()
  for (const { itemKey, accountId } of rows) {
    const at = instantOf(moment, accountId)
    // Any other decision than none was found by the first line as it was.
    if (at === null || past.get(itemKey)?.get('decision')?.old !== 'undecided') continue
    const keys = byInstant.get(at)
    if (keys) keys.push(itemKey)
    else byInstant.set(at, [itemKey])
  }
  const said = new Map<number, SaidDecision>()
  for (const [at, keys] of byInstant) {
    for (const [key, decision] of readDecisionsBefore(db, keys, at)) said.set(key, decision)
  }
  return said
}

interface DecisionBasis {
  readonly row: PictureRow
  readonly before: PictureItem
  readonly account: PictureAccount | undefined
  /** How the first line since then found the decision; undefined when there is none, so that it is what is stored. */
  readonly found: string | null | undefined
  readonly said: SaidDecision | undefined
}

/**
 * The decision that held. Whatever changes it writes a line with what it found, but for the new day on which a renewal is to
 * be decided again: what a line has found open may still have been closed at the moment.
 */
function decisionAt({ row, before, account, found, said }: DecisionBasis, tomorrowStart: number): DecisionKind {
  if (found !== undefined && found !== 'undecided') return (found ?? 'undecided') as DecisionKind
  const expiresAt = before.facts[FACT_INDEX.expiresAt] as number | null
  const stored: Pick<DecisionFacts, 'decision' | 'decidedForExpiresAt'> =
    found === undefined
      ? row
      : { decision: said?.decision ?? 'undecided', decidedForExpiresAt: said?.expiresAt ?? null }
  if (stored.decision === 'undecided') return 'undecided'
  const hasMoved = expiresAt !== row.facts[FACT_INDEX.expiresAt] || !isSameMode(row.facts, before.facts)
  const actByAt = hasMoved ? actByOf(before, account) : row.actByAt
  const { decision, decidedForExpiresAt } = stored
  const held = decisionOn({ decision, decidedForExpiresAt, expiresAt, actByAt }, tomorrowStart)
  return found === undefined || held === 'renewed' ? held : 'undecided'
}

function isSameMode(a: StoredFacts, b: StoredFacts): boolean {
  return a[FACT_INDEX.renewalMode] === b[FACT_INDEX.renewalMode]
}

function actByOf({ facts }: PictureItem, account: PictureAccount | undefined): number | null {
  const expiresAt = facts[FACT_INDEX.expiresAt] as number | null
  if (expiresAt === null || !account?.provider || !account.policy) return expiresAt
  const renewalMode = facts[FACT_INDEX.renewalMode] as RenewalMode
  return actBy({ expiresAt, renewalMode, provider: account.provider }, account.policy).at
}

const FACT_PLACES: ReadonlyMap<string, number> = new Map(FACT_COLUMNS.map(({ field }, index) => [field, index]))

function withOldFields(present: PictureItem, past: ReadonlyMap<string, FieldPast>): PictureItem {
  let facts: (string | number | null)[] | null = null
  let { tags, owner, isActive } = present
  for (const [field, { old }] of past) {
    const place = FACT_PLACES.get(field)
    if (place !== undefined) {
      facts ??= [...present.facts]
      facts[place] = fromChangeText((FACT_COLUMNS[place] as (typeof FACT_COLUMNS)[number]).type, old)
    } else if (field === 'tags') tags = old
    else if (field === 'owner') owner = old
    else if (field === PRESENCE) isActive = old === 'active'
  }
  return { ...present, facts: facts ?? present.facts, tags, owner, isActive, ...oldPrice(present, past) }
}

type Price = Pick<PictureItem, 'price' | 'currency' | 'priceMonths' | 'isWithMain'>

/** The price as it was. Three fields and two logs tell of it; months are told only from one price to another. */
function oldPrice(present: PictureItem, past: ReadonlyMap<string, FieldPast>): Price {
  const { price, currency, priceMonths, isWithMain } = present
  const [sum, source, months] = [past.get('price'), past.get('priceSource'), past.get('priceMonths')]
  const toMonths = months ? (months.old === null ? null : Number(months.old)) : priceMonths
  if (source && (!sum || source.firstAt <= sum.firstAt)) {
    if (source.old === WITH_MAIN) {
      // What came in its place tells the currency that its 0 was in.
      const other = sum ? fromPriceText(sum.old ?? sum.next).currency : null
      return { price: '0', currency: other ?? currency, priceMonths: toMonths, isWithMain: true }
    }
    // A sync writes no line about the price when there was none.
    if (!sum || source.old === null) return { price: null, currency: null, priceMonths: null, isWithMain: false }
  }
  if (!sum) return { price, currency, priceMonths: toMonths, isWithMain }
  const old = fromPriceText(sum.old)
  return { ...old, priceMonths: old.price === null ? null : toMonths, isWithMain: false }
}

/** When the last of these fields was noticed; null when the logs know of none. */
export function lastNoticedAt(
  past: ReadonlyMap<string, { readonly lastAt: number }> | undefined,
  fields: Iterable<string>,
): number | null {
  let last: number | null = null
  for (const field of fields) {
    const at = past?.get(field)?.lastAt
    if (at !== undefined && (last === null || at > last)) last = at
  }
  return last
}
