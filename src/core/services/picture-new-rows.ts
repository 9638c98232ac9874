import { DIFFERENCE_KINDS, type DifferenceKind, type ItemDifference } from '../../shared/domain/comparison.ts'
import type { RenewalMode } from '../../shared/domain/renewal-mode.ts'
import { decisionOn, DECISIONS, type DecisionKind } from '../../shared/domain/review.ts'
import type { CodeName } from '../index/columns.ts'
import type { Codes } from '../index/row-set.ts'
import type { ItemColumns } from './picture-columns.ts'
import { lastNoticedAt, type Past } from './picture-past.ts'
import { WITH_MAIN, type PresentPicture } from './picture-source.ts'

/** Active items that were not there yet, as columns: a first sync brings all of them, and few are looked at. */
export interface NewRows {
  readonly total: number
  at(place: number): ItemDifference
  hasKind(place: number, kind: DifferenceKind): boolean
  accountIdAt(place: number): string
}

/** Which of the new items are shown how: rows of the columns in the order in which they are shown. */
export interface ChosenRows {
  readonly shown: Uint32Array
  readonly decided: Uint32Array
  readonly owned: Uint32Array
  readonly rows: NewRows
}

const KEPT = [
  'resource_id',
  'resource_name',
  'account_id',
  'renewal_mode',
  'price',
  'currency',
  'price_source',
  'owner',
] as const satisfies readonly CodeName[]

const [DECIDED, OWNED] = [1, 2]

/** Rows between two looks at the time. */
const ROWS_AT_ONCE = 2_000

/** Takes the active ones among the new items, in the order in which they are shown. */
export async function chooseNewRows(
  present: PresentPicture,
  columns: ItemColumns,
  { isNew, past }: { readonly isNew: Uint8Array; readonly past: Past },
): Promise<ChosenRows> {
  const shown = await inOrder(present, columns, isNew)
  const decisions = new Uint8Array(shown.length)
  const flags = new Uint8Array(shown.length)
  const at = new Float64Array(shown.length)
  const firstSeenAt = columns.numbers('first_seen_at')
  const owner = columns.coded('owner').codes
  for (let place = 0; place < shown.length; place += 1) {
    if (place % ROWS_AT_ONCE === 0) await present.rest()
    const row = shown[place] as number
    const decision = decisionAt(present, columns, row)
    const flag = (decision === 'undecided' ? 0 : DECIDED) | (owner[row] === 0 ? 0 : OWNED)
    at[place] = firstSeenAt[row] as number
    if (flag === 0) continue
    flags[place] = flag
    decisions[place] = DECISIONS.indexOf(decision)
    const fields = [...(flag & DECIDED ? ['decision'] : []), ...(flag & OWNED ? ['owner'] : [])]
    at[place] = Math.max(at[place] as number, lastNoticedAt(past.get(columns.keys[row] as number), fields) ?? -Infinity)
  }
  await present.rest()
  const withFlag = (flag: number) => shown.filter((_, place) => ((flags[place] as number) & flag) !== 0)
  return {
    shown,
    decided: withFlag(DECIDED),
    owned: withFlag(OWNED),
    rows: keepRows(present, columns, { shown, decisions, flags, at }),
  }
}

/** The decision that holds for a row. */
export function decisionAt({ tomorrowStart }: PresentPicture, columns: ItemColumns, row: number): DecisionKind {
  if (columns.coded('decision').codes[row] === 0) return 'undecided'
  return decisionOn(
    {
      decision: columns.valueAt('decision', row) as DecisionKind,
      decidedForExpiresAt: columns.valueAt('decided_for_expires_at', row) as number | null,
      expiresAt: columns.valueAt('expires_at', row) as number | null,
      actByAt: columns.valueAt('act_by_at', row) as number | null,
    },
    tomorrowStart,
  )
}

/** The larger price first, then by name, then by id; what has no price of its own comes last. */
async function inOrder(present: PresentPicture, columns: ItemColumns, isNew: Uint8Array): Promise<Uint32Array> {
  const { orders } = columns
  if (orders === null) throw new Error('columns without orders')
  const active = columns.coded('is_active')
  const isActive = active.dictionary.codeOf(1)
  const price = columns.coded('price').codes
  const currency = columns.coded('currency').codes
  const source = columns.coded('price_source')
  const withMain = source.dictionary.codeOf(WITH_MAIN)
  const hasPrice = (row: number) => price[row] !== 0 && currency[row] !== 0 && source.codes[row] !== withMain
  const isWanted = (row: number) => isNew[row] === 1 && active.codes[row] === isActive
  const priced = orders.byPrice.filter((row) => isWanted(row) && hasPrice(row))
  await present.rest()
  const others = orders.byName.filter((row) => isWanted(row) && !hasPrice(row))
  const amounts = columns.coded('price').dictionary
  const names = columns.coded('resource_name').codes
  const isSameAmount = (a: number, b: number) =>
    price[a] === price[b] || Number(amounts.text(price[a] as number)) === Number(amounts.text(price[b] as number))
  await present.rest()
  sortTies(columns, priced, (a, b) => names[a] === names[b] && isSameAmount(a, b))
  await present.rest()
  sortTies(columns, others, (a, b) => names[a] === names[b])
  const rows = new Uint32Array(priced.length + others.length)
  rows.set(priced)
  rows.set(others, priced.length)
  return rows
}

/** Orders the rows by id that nothing else tells apart. */
function sortTies(columns: ItemColumns, rows: Uint32Array, isSame: (a: number, b: number) => boolean): void {
  for (let start = 0; start < rows.length;) {
    let end = start + 1
    while (end < rows.length && isSame(rows[start] as number, rows[end] as number)) end += 1
    if (end - start > 1) {
      const tied = Array.from(rows.subarray(start, end), (row) => ({ row, id: columns.ids.at(row) }))
      tied.sort((a, b) => (a.id < b.id ? -1 : 1))
      for (const [index, { row }] of tied.entries()) rows[start + index] = row
    }
    start = end
  }
}

interface Kept {
  readonly shown: Uint32Array
  readonly decisions: Uint8Array
  readonly flags: Uint8Array
  readonly at: Float64Array
}

/** Keeps only what is shown of these rows, so that the columns of all items are let go. */
function keepRows({ accounts }: PresentPicture, columns: ItemColumns, { shown, decisions, flags, at }: Kept): NewRows {
  const kept = new Map(
    KEPT.map((name) => {
      const { codes, dictionary } = columns.coded(name)
      const own = new (codes.constructor as Uint32ArrayConstructor)(shown.length) as Codes
      for (let place = 0; place < shown.length; place += 1) own[place] = codes[shown[place] as number] as number
      return [name, { own, dictionary }]
    }),
  )
  const allExpiresAt = columns.numbers('expires_at')
  const expiresAt = new Float64Array(shown.length)
  for (let place = 0; place < shown.length; place += 1)
    expiresAt[place] = allExpiresAt[shown[place] as number] as number
  const { ids } = columns
  const text = (name: (typeof KEPT)[number], place: number): string | null => {
    const { own, dictionary } = kept.get(name) as { own: Codes; dictionary: { text(code: number): string | null } }
    return dictionary.text(own[place] as number)
  }

  function hasKind(place: number, kind: DifferenceKind): boolean {
    const flag = flags[place] as number
    return (
      kind === 'appeared' ||
      (kind === 'decided' && (flag & DECIDED) !== 0) ||
      (kind === 'owner-changed' && (flag & OWNED) !== 0)
    )
  }

  return {
    total: shown.length,
    hasKind,
    accountIdAt: (place) => text('account_id', place) as string,
    at(place) {
      const decision = DECISIONS[decisions[place] as number] as DecisionKind
      const [owner, amount, currency] = [text('owner', place), text('price', place), text('currency', place)]
      const accountId = text('account_id', place) as string
      const isWithMain = text('price_source', place) === WITH_MAIN
      const isPriced = amount !== null && currency !== null && !isWithMain
      const ends = expiresAt[place] as number
      return {
        itemId: ids.at(shown[place] as number),
        resourceId: text('resource_id', place) as string,
        resourceName: text('resource_name', place) as string,
        accountId,
        account: accounts.get(accountId)?.name ?? '',
        kinds: DIFFERENCE_KINDS.filter((kind) => hasKind(place, kind)) as [DifferenceKind, ...DifferenceKind[]],
        fields: [
          ...(decision === 'undecided' ? [] : [{ field: 'decision', old: 'undecided', new: decision }]),
          ...(owner === null ? [] : [{ field: 'owner', old: null, new: owner }]),
        ],
        at: at[place] as number,
        expiresAt: Number.isNaN(ends) ? null : ends,
        renewalMode: text('renewal_mode', place) as RenewalMode,
        priceBefore: null,
        priceAfter: isPriced ? { amount, currency } : null,
        ...(isWithMain ? { withMain: ['after'] as const } : {}),
        decision,
        isKnown: true,
      }
    },
  }
}
