import type { ColumnCondition, ItemQuery } from './item-query.ts'
import { CHANGED_IDS } from './item-sets.ts'

/** Views that everybody has, in the order of the list. */
export const BUILT_IN_VIEW_IDS = [
  'all',
  'due-soon',
  'overdue',
  'undecided-due',
  'contradictions',
  'no-owner',
  'auto-this-month',
  'changed',
  'no-price',
  'gone',
] as const
export type BuiltInViewId = (typeof BUILT_IN_VIEW_IDS)[number]

/** Everything that is active, the soonest expiry first. */
export const EMPTY_QUERY: ItemQuery = { filter: {}, sort: [], groupBy: null }

const BY_DEADLINE: ItemQuery['sort'] = [{ field: 'actBy', direction: 'asc' }]
const DUE_SOON: ColumnCondition = { kind: 'range', field: 'actBy', min: 'today', max: 'today+30' }

function query(columns: readonly ColumnCondition[], sort: ItemQuery['sort'] = BY_DEADLINE): ItemQuery {
  return { ...EMPTY_QUERY, filter: { columns }, sort }
}

const QUERIES: Readonly<Record<BuiltInViewId, ItemQuery>> = {
  all: EMPTY_QUERY,
  'due-soon': query([DUE_SOON]),
  overdue: query([{ kind: 'range', field: 'actBy', min: null, max: 'today-1' }]),
  'undecided-due': query([
    { kind: 'range', field: 'actBy', min: null, max: 'today+30' },
    { kind: 'values', field: 'decision', values: ['undecided'] },
  ]),
  contradictions: query(
    [{ kind: 'blank', field: 'contradictions', isBlank: false }],
    [{ field: 'contradictions', direction: 'asc' }, ...BY_DEADLINE],
  ),
  'no-owner': query([{ kind: 'blank', field: 'owner', isBlank: true }]),
  'auto-this-month': query([
    { kind: 'values', field: 'renewalMode', values: ['auto'] },
    { kind: 'range', field: 'actBy', min: 'month+0.start', max: 'month+0.end' },
  ]),
  changed: { ...EMPTY_QUERY, filter: { itemIds: [CHANGED_IDS], isGone: 'all' }, sort: BY_DEADLINE },
  'no-price': query([{ kind: 'blank', field: 'price', isBlank: true }]),
  gone: { ...EMPTY_QUERY, filter: { isGone: 'gone' }, sort: [{ field: 'goneAt', direction: 'desc' }] },
}

export function isBuiltInView(id: string | null): id is BuiltInViewId {
  return (BUILT_IN_VIEW_IDS as readonly (string | null)[]).includes(id)
}

/** What a built-in view asks for; days are relative to today (`resolveQuery`). */
export function builtInQuery(id: BuiltInViewId): ItemQuery {
  return QUERIES[id]
}
