import type { HiddenReason, LinkGroup } from '../domain/link.ts'
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
