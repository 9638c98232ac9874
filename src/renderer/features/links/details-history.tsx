import type { ReactNode } from 'react'
import type { LinkChange, LinkGroup } from '../../../shared/domain/link.ts'
import { fromShownText } from '../../../shared/domain/link-policy.ts'
import { toGroupName, toHiddenText } from '../../../shared/i18n/link-words.ts'
import type { Translator } from '../../../shared/i18n/translator.ts'
import { plain } from '../../../shared/plain-text.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { DetailGroup } from './details-parts.tsx'
import classes from './link-details.module.css'

/** What people have changed, and what checks have shown or hidden, newest first. */
export function HistorySection({ history }: { readonly history: readonly LinkChange[] }): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  return (
    <DetailGroup title={t('links.details.section.history')}>
      {history.length === 0 ? (
        <p className={classes.explain}>{t('links.details.historyNone')}</p>
      ) : (
        <ol className={classes.timeline}>
          {history.map((change, index) => (
            // Changes are never altered or taken out, and several may share an instant.
            <li key={history.length - index} data-by={change.by === null ? 'check' : 'person'}>
              <div className={classes.timelineHead}>
                <span className={classes.timelineWhat}>{t(`links.details.changeField.${change.field}`)}</span>
                <span className={classes.dim} title={formats.instantTitle(change.at)}>
                  {formats.instant(change.at)}
                </span>
                <span className={classes.dim}>
                  {change.by === null ? t('links.details.byCheck') : plain(change.by)}
                </span>
              </div>
              <div className={classes.timelineLine}>
                <span className={classes.dim}>{changeValue(translator, change.field, change.old)}</span>
                <span aria-hidden="true"> → </span>
                <span className={classes.spoken}> {t('links.details.to')} </span>
                <span>{changeValue(translator, change.field, change.new)}</span>
              </div>
            </li>
          ))}
        </ol>
      )}
    </DetailGroup>
  )
}

/** One side of a change in words. */
export function changeValue(
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
