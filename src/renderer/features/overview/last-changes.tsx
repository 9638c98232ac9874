import type { ReactNode } from 'react'
import { CHANGE_KINDS } from '../../../shared/domain/change.ts'
import type { Overview } from '../../../shared/domain/overview.ts'
import { Section } from '../../components/section.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './overview.module.css'

/** What the newest sync of each account that found something has changed. */
export function LastChanges({ overview }: { readonly overview: Overview }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  return (
    <Section title={t('overview.changes.title')}>
      {overview.lastChanges.length === 0 ? <p className={classes.dim}>{t('overview.changes.none')}</p> : null}
      <ul className={`${classes.plainList} ${classes.bounded}`}>
        {overview.lastChanges.map((change) => (
          <li key={change.accountId} className={classes.changeLine}>
            <a className={classes.rowLink} href={hrefTo('sync', { run: change.runId, tab: 'changes' })}>
              {change.account}
            </a>
            <span className={classes.dim}>{formats.instant(change.at)}</span>
            <span className={classes.kinds}>
              {CHANGE_KINDS.filter((kind) => change.byKind[kind]).map((kind) => (
                <span key={kind} className={classes.kind}>
                  {t(`domain.change.${kind}`)} <strong>{formats.number(change.byKind[kind] ?? 0)}</strong>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
