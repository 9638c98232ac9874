import type { ReactNode } from 'react'
import type { LinkChange } from '../../../shared/domain/link.ts'
import { toChangeText } from '../../../shared/i18n/link-words.ts'
import { plain } from '../../../shared/plain-text.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { DetailGroup } from '../../components/details/detail.tsx'
import facts from '../../components/details/details.module.css'
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
        <ol className={facts.timeline}>
          {history.map((change, index) => (
            // Changes are never altered or taken out, and several may share an instant.
            <li key={history.length - index} data-by={change.by === null ? 'check' : 'person'}>
              <div className={facts.timelineHead}>
                <span className={facts.timelineWhat}>{t(`links.details.changeField.${change.field}`)}</span>
                <span className={classes.dim} title={formats.instantTitle(change.at)}>
                  {formats.instant(change.at)}
                </span>
                <span className={classes.dim}>
                  {change.by === null ? t('links.details.byCheck') : plain(change.by)}
                </span>
              </div>
              <div className={facts.timelineLine}>
                <span className={classes.dim}>{toChangeText(translator, change.field, change.old)}</span>
                <span aria-hidden="true"> → </span>
                <span className={facts.spoken}> {t('links.details.to')} </span>
                <span>{toChangeText(translator, change.field, change.new)}</span>
              </div>
            </li>
          ))}
        </ol>
      )}
    </DetailGroup>
  )
}
