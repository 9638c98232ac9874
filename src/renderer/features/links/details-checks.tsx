import { useState, type ReactNode } from 'react'
import { isGoodVerdict, isNoCheck, type LinkCheck } from '../../../shared/domain/link.ts'
import { trendWords, VerdictMark } from '../../components/verdict-mark.tsx'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { DetailGroup } from '../../components/details/detail.tsx'
import { SmallButton } from './small-button.tsx'
import classes from './link-details.module.css'

/** Checks that are listed before somebody asks for more. */
const FIRST = 10

/** The last checks as bars of how long they took, and as a list. */
export function ChecksSection({
  checks,
  wantsBacklink,
}: {
  readonly checks: readonly LinkCheck[]
  readonly wantsBacklink: boolean
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole ? checks : checks.slice(0, FIRST)
  const hidden = checks.length - shown.length
  return (
    <DetailGroup title={t('links.details.section.checks')}>
      {checks.length === 0 ? (
        <p className={classes.explain}>{t('links.details.noCheck')}</p>
      ) : (
        <>
          {checks.length > 1 && <LatencyBars checks={checks} />}
          <table
            className={classes.table}
            aria-label={t('links.details.checksTable', { shown: formats.number(checks.length) })}
          >
            <thead>
              <tr>
                <th scope="col">{t('links.details.column.verdict')}</th>
                {wantsBacklink && <th scope="col">{t('links.details.column.backlink')}</th>}
                <th scope="col">{t('links.details.column.shown')}</th>
                <th scope="col" className={classes.number}>
                  {t('links.details.column.took')}
                </th>
                <th scope="col" className={classes.number}>
                  {t('links.details.column.at')}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((check) => (
                <CheckRow key={check.checkId} check={check} wantsBacklink={wantsBacklink} />
              ))}
            </tbody>
          </table>
          {hidden > 0 && (
            <div className={classes.inlineActions}>
              <SmallButton onClick={() => setWhole(true)}>
                {t('links.details.moreChecks', { count: hidden, shown: formats.number(hidden) })}
              </SmallButton>
            </div>
          )}
        </>
      )}
    </DetailGroup>
  )
}

function CheckRow({ check, wantsBacklink }: { readonly check: LinkCheck; readonly wantsBacklink: boolean }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const status = check.httpStatus === null || isGoodVerdict(check.verdict) ? '' : ` ${check.httpStatus}`
  return (
    <tr>
      <td title={check.cause === null ? undefined : t(`link.cause.${check.cause}`)}>
        <VerdictMark verdict={check.verdict} />
        {status}
      </td>
      {wantsBacklink && (
        <td className={classes.word}>{check.backlink === null ? '—' : t(`link.backlink.${check.backlink}`)}</td>
      )}
      <td className={classes.word}>{t(check.isShown ? 'links.details.checkShown' : 'links.details.checkHidden')}</td>
      <td className={classes.number}>{formats.duration(check.latencyMs)}</td>
      <td className={classes.number} title={formats.instantTitle(check.checkedAt)}>
        {formats.instant(check.checkedAt)}
      </td>
    </tr>
  )
}

/** How long each check took, oldest on the left; what failed is hollow. The list beneath says the same in words. */
function LatencyBars({ checks }: { readonly checks: readonly LinkCheck[] }): ReactNode {
  const translator = useTranslator()
  const { t } = translator
  const formats = useFormats()
  const oldestFirst = checks.toReversed()
  const slowestMs = Math.max(1, ...checks.map(({ latencyMs }) => latencyMs ?? 0))
  const words = [
    t('links.details.checksChart', { shown: formats.number(checks.length), slowest: formats.duration(slowestMs) }),
    trendWords(
      translator,
      oldestFirst.map(({ verdict }) => verdict),
      formats.number,
    ),
  ].join(t('links.details.sentenceSeparator'))
  return (
    <div className={classes.chart} role="img" aria-label={words} title={words}>
      {oldestFirst.map(({ checkId, verdict, latencyMs }) => (
        <div
          key={checkId}
          className={classes.bar}
          data-good={isGoodVerdict(verdict) || undefined}
          data-unasked={isNoCheck(verdict) || undefined}
          style={{ height: `${((latencyMs ?? 0) / slowestMs) * 100}%` }}
        />
      ))}
    </div>
  )
}
