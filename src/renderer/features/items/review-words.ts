import { isCivilDay } from '../../../shared/domain/civil-day.ts'
import { DECISIONS, type ReviewField, type ReviewPatch, type ReviewPreview } from '../../../shared/domain/review.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { shorten, type Formats } from '../../lib/format.ts'
import { fieldLabel } from './field-texts.ts'
import { isSortField } from './query-model.ts'

type Translate = Translator['t']

/** Longest value that a sentence quotes, in characters. */
const MAX_QUOTED = 30

function listOf(text: string): readonly string[] | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) && parsed.every((part) => typeof part === 'string') ? parsed : null
  } catch {
    return null
  }
}

/** A stored value of the people's layer in words; null is blank. */
export function reviewValue(t: Translate, formats: Formats, field: ReviewField, value: string | null): string {
  if (value === null || value === '') return t('list.blank')
  switch (field) {
    case 'decision':
      return (DECISIONS as readonly string[]).includes(value) ? t(`domain.decision.${value}`) : value
    case 'customTags':
      return shorten((listOf(value) ?? [value]).join(t('items.filter.comma')), MAX_QUOTED) || t('list.blank')
    case 'snoozedUntil':
      return isCivilDay(value) ? formats.day(value) : value
    case 'acknowledgedAt':
      return fieldLabel(t, 'acknowledgedAt')
    default:
      return shorten(value.replaceAll(/\s+/g, ' ').trim(), MAX_QUOTED)
  }
}

const nameOf = (t: Translate, field: ReviewField): string => (isSortField(field) ? fieldLabel(t, field) : field)

/** One sentence of a preview; what deserves a second look is a warning. */
export interface PreviewLine {
  readonly text: string
  readonly isWarning: boolean
}

/** What a patch would do, in short sentences: what changes first, then what is lost from sight, then what to look at. */
export function previewLines(
  t: Translate,
  formats: Formats,
  preview: ReviewPreview,
  patch: ReviewPatch,
): readonly PreviewLine[] {
  const say = (key: string, count: number, words: Readonly<Record<string, string>> = {}): string =>
    t(`items.bulk.preview.${key}`, { ...words, count, shown: formats.number(count) })
  const { count, changed, gone, contradicting, fields } = preview
  const lines: PreviewLine[] = []
  const tell = (text: string, isWarning = false): number => lines.push({ text, isWarning })
  const goneLine = (): void => {
    if (gone > 0) tell(say('gone', gone), true)
  }
  if (changed === 0) {
    tell(say('same', count))
    goneLine()
    return lines
  }
  const decided = fields.find(({ field }) => field === 'decision')
  if (patch.decision !== undefined && decided && decided.changed > 0) {
    tell(say('decision', decided.changed, { value: t(`domain.decision.${patch.decision}`) }))
    for (const { value, count: former } of decided.former) {
      if (value === null || value === 'undecided' || value === patch.decision) continue
      tell(say('former', former, { value: reviewValue(t, formats, 'decision', value) }))
    }
    if (changed > decided.changed) tell(say('changed', changed))
  } else tell(say('changed', changed))
  for (const { field, replaced, former } of fields) {
    if (field === 'decision' || replaced === 0) continue
    tell(say('replaced', replaced, { field: nameOf(t, field) }), true)
    for (const { value, count: of } of former.slice(0, 3)) {
      if (value !== null && value !== '') tell(say('former', of, { value: reviewValue(t, formats, field, value) }))
    }
  }
  if (count > changed) tell(say('rest', count - changed))
  if (contradicting > 0) tell(say('contradicting', contradicting), true)
  goneLine()
  return lines
}

/** What an edit has set, in a few words: `决定：续费；负责人：张三`. */
export function patchWords(t: Translate, formats: Formats, patch: ReviewPatch): string {
  const parts: string[] = []
  const pair = (field: ReviewField, words: string): void => {
    parts.push(t('list.filter.pair', { label: nameOf(t, field), words }))
  }
  const text = (field: 'owner' | 'backupOwner' | 'reason' | 'note'): void => {
    const value = patch[field]
    if (value === undefined) return
    pair(field, value === null || value === '' ? t('items.edits.clears') : reviewValue(t, formats, field, value))
  }
  if (patch.decision !== undefined) pair('decision', t(`domain.decision.${patch.decision}`))
  text('reason')
  text('owner')
  text('backupOwner')
  const tags = (key: 'addTags' | 'removeTags', names: readonly string[] | undefined): void => {
    if (names?.length) parts.push(t(`items.edits.${key}`, { tags: names.join(t('items.filter.comma')) }))
  }
  tags('addTags', patch.tagsAdded)
  tags('removeTags', patch.tagsRemoved)
  text('note')
  if (patch.noteAppended !== undefined) {
    parts.push(t('items.edits.appendNote', { text: reviewValue(t, formats, 'note', patch.noteAppended) }))
  }
  if (patch.snoozedUntil === null) parts.push(t('items.edits.unsnooze'))
  else if (patch.snoozedUntil !== undefined) pair('snoozedUntil', formats.day(patch.snoozedUntil))
  if (patch.isAcknowledged !== undefined) {
    parts.push(t(patch.isAcknowledged ? 'items.edits.acknowledge' : 'items.edits.unacknowledge'))
  }
  return parts.join(t('list.filter.join'))
}
