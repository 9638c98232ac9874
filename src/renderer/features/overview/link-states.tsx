import type { ReactNode } from 'react'
import { isGoodVerdict, isNoCheck, VERDICTS, type LinkSummary } from '../../../shared/domain/link.ts'
import type { LinkQuery } from '../../../shared/domain/link-query.ts'
import { Section } from '../../components/section.tsx'
import { VerdictMark } from '../../components/verdict-mark.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefTo } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './overview.module.css'

type Condition = NonNullable<LinkQuery['filter']['columns']>[number]

/** The states that a person may want to look at, each with what finds its links. */
const STATES: readonly (readonly [name: 'hidden' | 'shown' | 'whitelisted' | 'unchecked', condition: Condition])[] = [
  ['hidden', { kind: 'values', field: 'shown', values: ['false'] }],
  ['shown', { kind: 'values', field: 'shown', values: ['true'] }],
  ['whitelisted', { kind: 'values', field: 'whitelisted', values: ['true'] }],
  ['unchecked', { kind: 'blank', field: 'checkedAt', isBlank: true }],
]

function hrefToLinks(condition: Condition): string {
  return hrefTo('links', { query: JSON.stringify({ filter: { columns: [condition] }, sort: [] }) })
}

/** How many links are shown and hidden, and what is wrong with those that do not answer well. */
export function LinkStates({ summary }: { readonly summary: LinkSummary }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const bad = VERDICTS.filter(
    (verdict) => !isGoodVerdict(verdict) && !isNoCheck(verdict) && (summary.byVerdict[verdict] ?? 0) > 0,
  )
  return (
    <Section
      title={t('overview.links.title')}
      actions={
        <span className={classes.dim}>
          {summary.lastCheckedAt === null
            ? t('overview.links.never')
            : t('overview.links.asOf', { time: formats.time(summary.lastCheckedAt) })}
        </span>
      }
    >
      <ul className={classes.plainList}>
        {STATES.filter(([name]) => name === 'shown' || name === 'hidden' || summary[name] > 0).map(
          ([name, condition]) => (
            <li key={name} className={classes.count}>
              <a className={classes.rowLink} href={hrefToLinks(condition)}>
                {t(`overview.links.${name}`)}
              </a>
              <span className={classes.number}>{formats.number(summary[name])}</span>
            </li>
          ),
        )}
        {summary.toReview > 0 && (
          <li className={classes.count}>
            <span>{t('overview.links.toReview')}</span>
            <span className={classes.number}>{formats.number(summary.toReview)}</span>
          </li>
        )}
      </ul>
      {bad.length > 0 && (
        <ul className={classes.plainList} aria-label={t('overview.links.bad')}>
          {bad.map((verdict) => (
            <li key={verdict} className={classes.count}>
              <a
                className={classes.rowLink}
                href={hrefToLinks({ kind: 'values', field: 'verdict', values: [verdict] })}
              >
                <VerdictMark verdict={verdict} />
              </a>
              <span className={classes.number}>{formats.number(summary.byVerdict[verdict] ?? 0)}</span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
