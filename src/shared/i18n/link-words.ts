import type { HiddenReason, LinkChange, LinkGroup } from '../domain/link.ts'
import { fromShownText } from '../domain/link-policy.ts'
import { plain } from '../plain-text.ts'
import type { Translator } from './translator.ts'

/** Why a link is hidden, in one short sentence. */
export function toHiddenText({ t }: Pick<Translator, 't'>, reason: HiddenReason): string {
  switch (reason.kind) {
    case 'status':
      return t('link.hidden.status', { status: reason.status })
    case 'no-backlink':
      return t('link.hidden.noBacklink')
    case 'verdict': {
      const verdict = t(`link.verdict.${reason.verdict}`)
      return reason.cause === null
        ? t('link.hidden.verdict', { verdict })
        : t('link.hidden.verdictCause', { verdict, cause: t(`link.cause.${reason.cause}`) })
    }
    case 'person':
      return reason.words === null
        ? t('link.hidden.person', { by: reason.by })
        : t('link.hidden.personWords', { by: reason.by, words: reason.words })
  }
}

/** The name of a group; the one that always exists has it from the texts. */
export function toGroupName({ t }: Pick<Translator, 't'>, name: LinkGroup['name']): string {
  return name === '' ? t('link.defaultGroup') : name
}

/** One side of a change of a link, as a person reads it. */
export function toChangeText(
  translator: Pick<Translator, 't'>,
  field: LinkChange['field'],
  value: string | null,
): string {
  const { t } = translator
  switch (field) {
    case 'shown': {
      const reason = value === null ? null : fromShownText(value)
      return reason === null
        ? t('links.details.isShown')
        : plain(
            [t('links.details.isHidden'), toHiddenText(translator, reason)].join(t('links.details.reasonSeparator')),
          )
    }
    case 'pinned': {
      if (value === null) return t('links.details.notPinned')
      const [state = '', ...words] = value.split(' · ')
      if (state !== 'shown' && state !== 'hidden') break
      return plain([t(`link.pinned.${state}`), ...words].join(' · '))
    }
    case 'whitelist':
      if (value === null) return t('links.details.notWhitelisted')
      break
    case 'group':
      if (value !== null) return plain(toGroupName(translator, value as LinkGroup['name']))
      break
    default:
  }
  return value === null || value === '' ? t('links.details.blank') : plain(value)
}
