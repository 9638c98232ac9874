import { BACKLINK_STATES, VERDICTS } from '../../../shared/domain/link.ts'
import { LINK_FIELD_KINDS, LINK_FIELDS } from '../../../shared/domain/link-query.ts'
import { toGroupName } from '../../../shared/i18n/link-words.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import type { ListFields } from '../../components/list-tools/list-fields.ts'
import { isLinkFacet, isLinkField } from './links-query-model.ts'

type Translate = Translator['t']

/** Fields that every link has a value in. */
const NEVER_BLANK: ReadonlySet<string> = new Set([
  'name',
  'url',
  'group',
  'shown',
  'whitelisted',
  'redirects',
  'consecutiveFailures',
  'createdAt',
])

/** Fields whose values come from a closed list, with the place of their words. */
const WORDS: Readonly<Record<string, readonly [group: string, values: readonly string[]]>> = {
  verdict: ['link.verdict', VERDICTS],
  backlink: ['link.backlink', BACKLINK_STATES],
  shown: ['links.list.flagShown', ['true', 'false']],
  whitelisted: ['links.list.flagWhitelisted', ['true', 'false']],
}

/** Fields of text whose values are made into words here. */
const IN_WORDS: ReadonlySet<string> = new Set(['group', 'reason'])

/** The name of a field, as its column's header says it. */
export function linkFieldLabel(t: Translate, field: string): string {
  return field === 'trend' ? t('links.trend.title') : t(`link.field.${field}`)
}

/** Why links are hidden, from the core's short code: `status:404`, `verdict:timeout`, `no-backlink` or `person`. */
function reasonLabel(t: Translate, code: string): string {
  const [kind, detail = ''] = code.split(':', 2)
  if (kind === 'status') return t('link.hidden.status', { status: detail })
  if (kind === 'verdict') return (VERDICTS as readonly string[]).includes(detail) ? t(`link.verdict.${detail}`) : code
  if (kind === 'no-backlink') return t('link.hidden.noBacklink')
  return kind === 'person' ? t('link.pinned.hidden') : code
}

/** A stored value of a field as people read it. */
export function linkValueLabel(t: Translate, field: string, value: string | null, label: string | null): string {
  if (field === 'group') return toGroupName({ t }, value ?? '')
  if (field === 'verdict' && value === null) return t('links.list.unchecked')
  if (value === null || value === '') return t('list.blank')
  const words = WORDS[field]
  if (words?.[1].includes(value)) return t(`${words[0]}.${value}`)
  return field === 'reason' ? reasonLabel(t, value) : (label ?? value)
}

/** The fields of the list of links, for the tools above its table. */
export function linkFields(t: Translate): ListFields {
  return {
    sortable: LINK_FIELDS,
    label: (field) => linkFieldLabel(t, field),
    kindOf: (field) => (isLinkField(field) ? LINK_FIELD_KINDS[field] : 'text'),
    hasValues: isLinkFacet,
    hasText: (field) => isLinkField(field) && LINK_FIELD_KINDS[field] === 'text' && !IN_WORDS.has(field),
    canBeBlank: (field) => isLinkField(field) && !NEVER_BLANK.has(field),
    hasWords: (field) => WORDS[field] !== undefined || IN_WORDS.has(field),
    valueLabel: (field, value, label) => linkValueLabel(t, field, value, label),
    looksBack: (field) => field === 'checkedAt' || field === 'createdAt',
    numberWords: (field, value) => (field === 'unreachableDays' ? t('links.filter.days', { count: value }) : undefined),
  }
}
