import type { ReactNode } from 'react'
import type { Comparison } from '../../../shared/domain/comparison.ts'
import { changesOf } from '../../../shared/domain/money.ts'
import { SumText } from '../../components/sum-text.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './changes.module.css'
import { signedMoney } from './difference-words.ts'

/** Which two pictures these are, and what both come to. */
export function ComparisonHead({
  comparison: { from, to, before, after, total },
  isStale,
}: {
  readonly comparison: Comparison
  readonly isStale: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const moved = changesOf(before.sums.sums, after.sums.sums).filter(({ amount }) => amount !== '0')
  const side = ({ at, title }: Comparison['from'], sums: Comparison['before'], name: 'before' | 'after'): ReactNode => (
    <div className={classes.side}>
      <dt>{t(`changes.head.${name}`)}</dt>
      <dd
        className={classes.moment}
        title={[title, formats.instantTitle(at)].filter((words) => words !== null).join('\n')}
      >
        {title === null ? formats.instant(at) : t('changes.head.titled', { title, at: formats.instant(at) })}
      </dd>
      <dd className={classes.figure}>
        {t('changes.head.items', { count: sums.count, shown: formats.number(sums.count) })} ·{' '}
        <SumText sums={sums.sums} />
      </dd>
    </div>
  )
  return (
    <dl className={classes.head} data-stale={isStale || undefined}>
      {side(from, before, 'before')}
      {side(to, after, 'after')}
      <div className={classes.side}>
        <dt>{t('changes.head.difference')}</dt>
        <dd className={classes.moment}>{t('changes.head.total', { count: total, shown: formats.number(total) })}</dd>
        <dd className={classes.figure}>
          {moved.length === 0
            ? t('changes.head.sameSum')
            : moved.map((money) => signedMoney(formats, money)).join(t('changes.separator'))}
        </dd>
        {from.at > to.at && <dd className={classes.reversed}>{t('changes.head.reversed')}</dd>}
      </div>
    </dl>
  )
}
