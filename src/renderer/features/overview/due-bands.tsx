import type { ReactNode } from 'react'
import { sumByCurrency, type CurrencySums } from '../../../shared/domain/money.ts'
import type { Overview } from '../../../shared/domain/overview.ts'
import { BandMark } from '../../components/band-mark.tsx'
import { Section } from '../../components/section.tsx'
import { useFormats } from '../../lib/format.ts'
import { hrefToItems } from '../../lib/navigation.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './overview.module.css'

/** Every band with its items and their price; a row leads to its items. */
export function DueBands({
  overview,
  bandDays,
}: {
  readonly overview: Overview
  readonly bandDays: readonly number[]
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const most = Math.max(1, ...overview.bands.map(({ count }) => count))
  const total = overview.bands.reduce((sum, { count }) => sum + count, 0)
  const sums: CurrencySums = {
    sums: sumByCurrency(overview.bands.flatMap((band) => band.sums.sums)).sums,
    missing: overview.bands.reduce((sum, band) => sum + band.sums.missing, 0),
  }
  return (
    <Section title={t('overview.due.title')}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('overview.due.band')}</th>
            <th scope="col" className={classes.number}>
              {t('overview.due.count')}
            </th>
            <th scope="col" className={classes.share}>
              <span className={classes.hidden}>{t('overview.due.share')}</span>
            </th>
            <th scope="col" className={classes.number}>
              {t('overview.due.sum')}
            </th>
            <th scope="col" className={classes.number}>
              {t('overview.due.missing')}
            </th>
          </tr>
        </thead>
        <tbody>
          {overview.bands.map(({ band, count, sums: ofBand }) => (
            <tr key={band} data-empty={count === 0 || undefined}>
              <th scope="row">
                <a
                  className={classes.rowLink}
                  href={hrefToItems({
                    filter: { columns: [{ kind: 'values', field: 'band', values: [band] }] },
                  })}
                >
                  <BandMark band={band} bandDays={bandDays} />
                </a>
              </th>
              <td className={classes.number}>{formats.number(count)}</td>
              <td className={classes.share} aria-hidden="true">
                <span className={classes.meter} style={{ width: `${(count / most) * 100}%` }} />
              </td>
              <td className={classes.number}>{formats.sums(ofBand)}</td>
              <td className={classes.number} data-quiet>
                {formats.number(ofBand.missing)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('overview.due.all')}</th>
            <td className={classes.number}>{formats.number(total)}</td>
            <td className={classes.share} />
            <td className={classes.number}>{formats.sums(sums)}</td>
            <td className={classes.number}>{formats.number(sums.missing)}</td>
          </tr>
        </tfoot>
      </table>
    </Section>
  )
}
