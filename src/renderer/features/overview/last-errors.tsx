import type { ReactNode } from 'react'
import type { Run } from '../../../shared/domain/run.ts'
import { toRunName } from '../../../shared/i18n/run-words.ts'
import { Section } from '../../components/section.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './overview.module.css'

/** What went wrong last, in words, for every account whose newest run did not succeed; nothing when all is well. */
export function LastErrors({ latest }: { readonly latest: readonly Run[] }): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  // A person who cancels knows why; a run that ended well may still have had something to say. Of links that do not
  // answer well there is more to see than a number of lines in a log.
  const bad = latest.filter(
    ({ state, warnings, links }) =>
      ['failed', 'incomplete', 'interrupted'].includes(state) ||
      (state === 'succeeded' && warnings > 0 && links === null),
  )
  if (bad.length === 0) return null
  return (
    <Section title={t('overview.errors.title')}>
      <ul className={`${classes.plainList} ${classes.bounded}`}>
        {bad.map((run) => (
          <li key={run.runId} className={classes.errorLine}>
            <span className={classes.errorHead}>
              <a className={classes.rowLink} href={hrefTo('sync', { run: run.runId })}>
                {toRunName(translator, run)}
              </a>
              <span className={classes.dim}>
                {t(`domain.runState.${run.state}`)} · {formats.instant(run.endedAt ?? run.startedAt)}
              </span>
            </span>
            <span>
              {run.error
                ? translator.error(run.error)
                : run.state === 'incomplete'
                  ? t('overview.errors.incomplete', {
                      fetched: formats.number(run.fetched),
                      total: run.reportedTotal === null ? '—' : formats.number(run.reportedTotal),
                    })
                  : run.state === 'interrupted'
                    ? t(run.links ? 'overview.errors.linksInterrupted' : 'overview.errors.interrupted')
                    : t('overview.errors.warnings', { count: run.warnings })}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
