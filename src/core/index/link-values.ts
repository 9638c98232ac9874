import type { LinkFacet, LinkField } from '../../shared/domain/link-query.ts'
import { daysUnreachable } from '../db/repositories/link-state.ts'
import { createDictionary, type Dictionary } from './dictionary.ts'
import type { LinkEntry } from './link-entry.ts'

/** Columns that are kept as codes of their texts; flags are `true` and `false`. */
export const CODED_FIELDS = [
  'name',
  'url',
  'host',
  'domain',
  'group',
  'verdict',
  'httpStatus',
  'reason',
  'shown',
  'whitelisted',
  'backlink',
  'backlinkSite',
  'rel',
  'finalUrl',
] as const satisfies readonly LinkField[]
export type CodedField = (typeof CODED_FIELDS)[number]

/** The text of each coded column of one link. */
export type LinkTexts = { readonly [Field in CodedField]: string | null }

/** The texts of the coded columns by code; 0 is blank. */
export type LinkDictionaries = { readonly [Field in CodedField]: Dictionary }

export function createLinkDictionaries(): LinkDictionaries {
  return Object.fromEntries(CODED_FIELDS.map((field) => [field, createDictionary()])) as LinkDictionaries
}

/** Where a coded column stands in the codes of an entry. */
const PLACES = Object.fromEntries(CODED_FIELDS.map((field, place) => [field, place])) as Record<CodedField, number>

export function codePlaceOf(field: CodedField): number {
  return PLACES[field]
}

/** The empty text is blank like null: the default group has no name, a plain anchor no `rel`. */
export function toCodes(dictionaries: LinkDictionaries, texts: LinkTexts): number[] {
  return CODED_FIELDS.map((field) => dictionaries[field].intern(texts[field] === '' ? null : texts[field]))
}

export function isCodedField(field: LinkField): field is CodedField {
  return (CODED_FIELDS as readonly LinkField[]).includes(field)
}

// Every field whose values are counted is coded; another one does not compile.
const facetsAreCoded: LinkFacet extends CodedField ? true : never = true
void facetsAreCoded

type NumberField = Exclude<LinkField, CodedField> | 'httpStatus'

const NUMBERS: { readonly [Field in NumberField]: (entry: LinkEntry, now: number) => number | null } = {
  httpStatus: (entry) => entry.httpStatus,
  redirects: (entry) => entry.redirects,
  latencyMs: (entry) => entry.latencyMs,
  checkedAt: (entry) => entry.checkedAt,
  certExpiresAt: (entry) => entry.certExpiresAt,
  domainExpiresAt: (entry) => entry.domainExpiresAt,
  consecutiveFailures: (entry) => entry.consecutiveFailures,
  unreachableDays: (entry, now) => daysUnreachable(entry.unreachableSince, now),
  nextCheckAt: (entry) => entry.nextCheckAt,
  createdAt: (entry) => entry.createdAt,
}

export function isNumberField(field: LinkField): field is NumberField {
  return Object.hasOwn(NUMBERS, field)
}

/** Reads a column of numbers; `now` is the moment for which days hold. */
export function numberOf(field: NumberField, now: number): (entry: LinkEntry) => number | null {
  const read = NUMBERS[field]
  return (entry) => read(entry, now)
}
