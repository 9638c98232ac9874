import type { ItemChange } from '../../shared/domain/change.ts'
import { DECISIONS } from '../../shared/domain/review.ts'
import type { Translator } from '../../shared/i18n/translator.ts'
import { UNKNOWN, type Formats } from '../lib/format.ts'

/** Groups of words for fields whose values come from a closed list. */
const WORDS: Readonly<Record<string, readonly [group: string, members: readonly string[]]>> = {
  status: ['status', ['in-use', 'expired', 'frozen', 'closed', 'unknown']],
  renewalMode: ['mode', ['auto', 'manual', 'none', 'on-demand', 'unknown']],
  decision: ['decision', DECISIONS],
  goneCause: ['goneCause', ['released', 'unsubscribed', 'permission-lost', 'unknown']],
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/
const PRICE = /^(-?\d+(?:\.\d+)?) ([A-Z]{3})$/

/** A change in words. */
export interface ChangeText {
  /** What has changed: a field, or nothing for a whole item. */
  readonly field: string | null
  /** Old and new value; null when the change says no more than its kind, or says it in `note`. */
  readonly values: { readonly old: string; readonly new: string } | null
  readonly note: string | null
  /** Exact instants of the values, for those that are cut to the minute. */
  readonly title: string | null
}

function toText(field: string, value: string | null, t: Translator['t'], formats: Formats): string {
  if (value === null) return UNKNOWN
  if (value === '') return t('changes.words.blank')
  if (INSTANT.test(value)) return formats.instant(Date.parse(value))
  const [, amount, currency] = (field === 'price' && PRICE.exec(value)) || []
  if (amount !== undefined && currency !== undefined) return formats.money(amount, currency)
  if (field === 'isMain') return t(value === 'true' ? 'changes.words.yes' : 'changes.words.no')
  const words = WORDS[field]
  return words?.[1].includes(value) ? t(`domain.${words[0]}.${value}`) : value
}

function parseTags(text: string | null): Readonly<Record<string, string>> | null {
  if (text === null) return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, string>)
      : null
  } catch {
    return null
  }
}

/** Which tags were added, removed or given another value; null when the texts are no tags. */
function describeTags(old: string | null, now: string | null, t: Translator['t']): string | null {
  const [before, after] = [parseTags(old), parseTags(now)]
  if (!before || !after) return null
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted()
  const parts = keys.flatMap((key) => {
    const [was, is] = [before[key], after[key]]
    if (was === is) return []
    if (was === undefined) return [t('changes.words.tagAdded', { key, value: is ?? '' })]
    if (is === undefined) return [t('changes.words.tagRemoved', { key, value: was })]
    return [t('changes.words.tagChanged', { key, old: was, value: is })]
  })
  return parts.join(t('changes.words.separator'))
}

/** What has changed, and how. */
export type WordedChange = Pick<ItemChange, 'kind' | 'field' | 'old' | 'new'>

/** Makes words of one change. */
export function describeChange(change: WordedChange, t: Translator['t'], formats: Formats): ChangeText {
  const nothing: ChangeText = { field: null, values: null, note: null, title: null }
  const cause = (value: string | null): string => toText('goneCause', value, t, formats)
  if (change.kind === 'gone') {
    return change.new === null
      ? nothing
      : { ...nothing, note: t('changes.words.goneBecause', { cause: cause(change.new) }) }
  }
  if (change.kind === 'back') {
    return change.old === null
      ? nothing
      : { ...nothing, note: t('changes.words.backAfter', { cause: cause(change.old) }) }
  }
  if (change.field === null) return nothing
  const field = t(`domain.field.${change.field}`)
  const tags = change.field === 'tags' ? describeTags(change.old, change.new, t) : null
  if (tags !== null) return { ...nothing, field, note: tags }
  const exact = [change.old, change.new].map((value) =>
    value !== null && INSTANT.test(value) ? formats.instantTitle(Date.parse(value)) : null,
  )
  return {
    field,
    values: {
      old: toText(change.field, change.old, t, formats),
      new: toText(change.field, change.new, t, formats),
    },
    note: null,
    title: exact.some((value) => value !== null) ? exact.map((value) => value ?? UNKNOWN).join(' → ') : null,
  }
}
