import { rangeOfBand, type Band } from '../../../shared/domain/band.ts'
import {
  addCivilDays,
  fromEpochDay,
  startOfCivilDay,
  toCivilDay,
  toEpochDay,
} from '../../../shared/domain/civil-day.ts'
import type { ItemFilter } from '../../../shared/domain/item-query.ts'
import { PHASES } from '../../../shared/domain/phase.ts'
import { readCustomTags } from '../../../shared/domain/review-layer.ts'
import { all, type ReadDb } from '../connection.ts'
import { foldText, toSearchWords } from '../search-text.ts'
import { sql, sqlFragment, sqlJoin, type SqlFragment } from '../sql.ts'
import { foldAccountName, IS_REAL_ACCOUNT } from './account.ts'
import { decisionAt, type ItemContext } from './item.ts'
import { phaseIndex } from './item-phase.ts'
import { defineFoldText } from './text-functions.ts'

const AND = sqlFragment` AND `
const OR = sqlFragment` OR `

/**
 * Conditions of a filter over the aliases i, a and r; never empty. Names are looked up when it is made. `isScan` keeps
 * SQLite from walking through nearly all rows by way of an index on "active", which is slower than reading them in turn.
 */
export function toWhere(db: ReadDb, filter: ItemFilter, context: ItemContext, isScan: boolean): SqlFragment {
  const zone = context.settings.businessZone
  const today = toEpochDay(toCivilDay(context.now, zone))
  const parts: SqlFragment[] = [presence(filter.isGone ?? 'active', isScan)]
  const add = <Value>(value: Value | undefined, toPart: (value: Value) => SqlFragment) => {
    if (value !== undefined) parts.push(toPart(value))
  }
  add(filter.kinds, (kinds) => sqlFragment`i.kind IN ${list(kinds)}`)
  add(filter.providers, (providers) => sqlFragment`a.provider IN ${list(providers)}`)
  add(filter.accountIds, (ids) => sqlFragment`i.account_id IN ${list(ids)}`)
  add(filter.accounts, (names) => sqlFragment`i.account_id IN ${list(findAccounts(db, names))}`)
  add(filter.expireDays, (days) => expiresWithin(today, days, zone))
  add(filter.bands, (bands) => anyOf(bands.map((band) => inBand(today, band, context.settings.bandDays))))
  add(filter.types, (types) => matchesText(db, [sqlFragment`i.type_code`, sqlFragment`i.type_name`], types))
  add(filter.regions, (regions) => matchesText(db, [sqlFragment`i.region_code`, sqlFragment`i.region_name`], regions))
  add(filter.enterpriseProjects, (projects) =>
    matchesText(db, [sqlFragment`i.enterprise_project_id`, sqlFragment`i.enterprise_project_name`], projects),
  )
  add(filter.statuses, hasStatus)
  add(filter.phases, (phases) => {
    const wanted = phases.map((phase) => PHASES.indexOf(phase))
    return sqlFragment`${phaseIndex(context.now)} IN ${list(wanted)}`
  })
  add(filter.modes, (modes) => sqlFragment`i.renewal_mode IN ${list(modes)}`)
  add(filter.autoRenew, (isAuto) =>
    isAuto
      ? sqlFragment`i.renewal_mode = 'auto'`
      : sqlFragment`i.renewal_mode IN ${list(['manual', 'none', 'on-demand'])}`,
  )
  add(filter.isMain, (isMain) => sqlFragment`i.is_main = ${isMain}`)
  add(filter.decisions, (decisions) => sqlFragment`${decisionAt(context)} IN ${list(decisions)}`)
  add(filter.owner, (owner) => hasOwner(db, owner))
  add(filter.itemIds, (ids) => sqlFragment`i.item_id IN ${list(ids)}`)
  add(filter.tags, (tags) => (tags.length === 0 ? sqlFragment`1` : sqlJoin(tags.map(hasTag), AND)))
  add(filter.search, (search) => matchesSearch(db, search, context))
  return sqlJoin(parts, AND)
}

/** A list of values as one parameter, so that lists of any length are one and the same statement. */
function list(values: readonly (string | number)[]): SqlFragment {
  return sqlFragment`(SELECT value FROM json_each(${JSON.stringify(values)}))`
}

/** An empty list of alternatives lets nothing pass. */
function anyOf(parts: readonly SqlFragment[]): SqlFragment {
  return parts.length === 0 ? sqlFragment`0` : sqlFragment`(${sqlJoin(parts, OR)})`
}

function presence(isGone: NonNullable<ItemFilter['isGone']>, isScan: boolean): SqlFragment {
  switch (isGone) {
    case 'active':
      return isScan ? sqlFragment`+i.is_active = 1` : sqlFragment`i.is_active = 1`
    case 'gone':
      return sqlFragment`i.is_active = 0`
    case 'all':
      return sqlFragment`1`
  }
}

function findAccounts(db: ReadDb, names: readonly string[]): string[] {
  const wanted = new Set(names.map(foldAccountName))
  return accountNames(db).flatMap(({ account_id: id, name }) => (wanted.has(foldAccountName(name)) ? [id] : []))
}

function accountNames(db: ReadDb): { account_id: string; name: string }[] {
  return all(db, 'account.names', sql`SELECT account_id, name FROM account WHERE ${IS_REAL_ACCOUNT}`)
}

function expiresWithin(today: number, days: number, zone: string): SqlFragment {
  // The day decides; the instant, with two days to spare, lets the index on it bound the search.
  const beyond = startOfCivilDay(addCivilDays(fromEpochDay(today), days + 2), zone)
  return sqlFragment`i.expires_on <= ${today + days} AND i.expires_at < ${beyond}`
}

function inBand(today: number, band: Band, bandDays: readonly number[]): SqlFragment {
  const range = rangeOfBand(band, bandDays)
  if (!range) return sqlFragment`i.expires_on IS NULL`
  if (range.minDays === -Infinity) return sqlFragment`i.expires_on <= ${today + range.maxDays}`
  if (range.maxDays === Infinity) return sqlFragment`i.expires_on >= ${today + range.minDays}`
  return sqlFragment`i.expires_on BETWEEN ${today + range.minDays} AND ${today + range.maxDays}`
}

/** Equal to one of the values in one of the columns, whatever the case. */
function matchesText(db: ReadDb, columns: readonly SqlFragment[], values: readonly string[]): SqlFragment {
  // SQLite folds ASCII by itself, much faster; a letter such as É needs the function.
  if (values.every(hasOnlyAsciiCase)) {
    return anyOf(columns.map((column) => sqlFragment`${column} COLLATE NOCASE IN ${list(values)}`))
  }
  defineFoldText(db)
  const folded = values.map(foldText)
  return anyOf(columns.map((column) => sqlFragment`fold_text(${column}) IN ${list(folded)}`))
}

function hasOnlyAsciiCase(text: string): boolean {
  const rest = text.replace(/[\0-\x7F]+/gu, '')
  return rest.toLowerCase() === rest.toUpperCase()
}

/** Normalised names and raw codes, also as they are shown: `4` and `unknown (4)` find the number and the text. */
function hasStatus(shown: readonly string[]): SqlFragment {
  const statuses = shown.map((text) => /^unknown \((.+)\)$/.exec(text)?.[1] ?? text)
  const numbers = statuses.flatMap((text) => (String(Number(text)) === text ? [Number(text)] : []))
  const codes = [...statuses, ...numbers.filter(Number.isFinite)]
  return sqlFragment`(i.status IN ${list(statuses)} OR i.raw_status IN ${list(codes)})`
}

function hasOwner(db: ReadDb, owner: string): SqlFragment {
  if (owner.trim() === '') return sqlFragment`coalesce(r.owner, '') = ''`
  defineFoldText(db)
  return sqlFragment`fold_text(r.owner) = ${foldText(owner.trim())}`
}

function hasTag({ key, value }: { readonly key: string; readonly value: string }): SqlFragment {
  return sqlFragment`EXISTS (SELECT 1 FROM json_each(i.tags) t WHERE t.key = ${key} AND t.value = ${value})`
}

interface ReviewText {
  readonly item_key: number
  readonly text: string
}

interface ReviewTextRow extends ReviewText {
  readonly custom_tags: string | null
}

/** Every word must occur in the facts, the tags, the account's name or what people wrote about the item. */
function matchesSearch(db: ReadDb, search: string, context: ItemContext): SqlFragment {
  const words = toSearchWords(search)
  if (words.length === 0) return sqlFragment`1`
  const accounts = accountNames(db).map(({ account_id: id, name }) => ({ id, text: foldText(name) }))
  const reviews = readReviewTexts(db, context)
  return sqlJoin(
    words.map((word) => {
      const accountIds = accounts.flatMap(({ id, text }) => (text.includes(word) ? [id] : []))
      const itemKeys = reviews.flatMap(({ item_key: key, text }) => (text.includes(word) ? [key] : []))
      return anyOf([
        sqlFragment`instr(i.search_text, ${word}) > 0`,
        ...(accountIds.length > 0 ? [sqlFragment`i.account_id IN ${list(accountIds)}`] : []),
        ...(itemKeys.length > 0 ? [sqlFragment`i.item_key IN ${list(itemKeys)}`] : []),
        ...(word.length === 36 ? [sqlFragment`i.item_id = ${word}`] : []),
      ])
    }),
    AND,
  )
}

/** What people wrote, folded. Few items have any, and here letters of every alphabet can be folded. */
function readReviewTexts(db: ReadDb, context: ItemContext): ReviewText[] {
  const decision = decisionAt(context)
  const rows = all<ReviewTextRow>(
    db,
    'review.texts',
    sql`SELECT r.item_key, concat_ws(char(10), r.owner, r.reason, r.note, nullif(${decision}, 'undecided')) AS text,
        r.custom_tags
      FROM item_review r CROSS JOIN item i ON i.item_key = r.item_key`,
  )
  return rows.map(({ item_key: key, text, custom_tags: tags }) => ({
    item_key: key,
    text: foldText([text, ...readCustomTags(tags)].join('\n')),
  }))
}
