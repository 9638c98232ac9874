import type { ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { Phase } from '../../../shared/domain/phase.ts'
import { startOfCivilDay, toCivilDay } from '../../../shared/domain/civil-day.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './phase-bar.module.css'
import { phaseScale, placeOn, type PhaseStep } from './phase-scale.ts'

/** Signs of the bar, which stand before the names of the same moments in the list of deadlines, too. */
export const MOMENTS = ['today', 'actBy', 'lastWorkingDayOn'] as const
export type MomentName = (typeof MOMENTS)[number]

/** The sign of a moment; its name always stands beside it or in the list below. */
export function MomentSign({ moment }: { readonly moment: MomentName }): ReactNode {
  return <span className={classes.sign} data-moment={moment} aria-hidden="true" />
}

/**
 * The life of a prepaid item: usable, usable after its expiry, frozen, gone; with the day on which each part ends, and
 * where today, the deadline and the last working day before it lie. Parts are drawn equally wide however long they are.
 */
export function PhaseBar({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const { expiresAt, graceEndsAt, retentionEndsAt } = item
  if (expiresAt === null) return <p className={classes.none}>{t('items.details.noExpiry')}</p>
  if (graceEndsAt === null || retentionEndsAt === null) {
    return <p className={classes.none}>{t('items.details.noPhases')}</p>
  }
  return <Bar item={item} ends={{ expiresAt, graceEndsAt, retentionEndsAt }} />
}

interface Ends {
  readonly expiresAt: number
  readonly graceEndsAt: number
  readonly retentionEndsAt: number
}

function Bar({ item, ends }: { readonly item: Item; readonly ends: Ends }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const dayStart = (day: string | null): number | null => (day === null ? null : startOfCivilDay(day, formats.zone))
  const moments: Readonly<Record<MomentName, number | null>> = {
    // Where the day stands is known; the hour would move the mark without a reader.
    today: item.isActive ? dayStart(formats.today) : null,
    actBy: item.actByAt,
    lastWorkingDayOn: dayStart(item.lastWorkingDayOn),
  }
  const scale = phaseScale(ends, Object.values(moments))
  return (
    <div className={classes.root}>
      <div className={classes.track} aria-hidden="true">
        {scale.steps.map(({ phase, weight }) => (
          <span
            key={phase}
            className={classes.segment}
            style={{ flexGrow: weight }}
            data-phase={phase}
            data-current={item.phase === phase || undefined}
          />
        ))}
        {MOMENTS.map((moment) => {
          const at = moments[moment]
          const name = moment === 'today' ? t('review.form.today') : t(`grid.column.${moment}`)
          return (
            at !== null && (
              <span
                key={moment}
                className={classes.mark}
                data-moment={moment}
                style={{ left: `${placeOn(scale, at) * 100}%` }}
                title={`${name} ${formats.day(toCivilDay(at, formats.zone))}`}
              >
                <MomentSign moment={moment} />
              </span>
            )
          )
        })}
      </div>
      <ol className={classes.phases} aria-label={t('items.details.phases')}>
        {scale.steps.map((step) => (
          <PhaseWords key={step.phase} step={step} current={item.phase} releasedAt={ends.retentionEndsAt} />
        ))}
      </ol>
    </div>
  )
}

function PhaseWords({
  step: { phase, endsAt },
  current,
  releasedAt,
}: {
  readonly step: PhaseStep
  readonly current: Phase | null
  readonly releasedAt: number
}): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const isCurrent = current === phase
  const day = formats.day(toCivilDay(endsAt ?? releasedAt, formats.zone))
  return (
    <li data-current={isCurrent || undefined} aria-current={isCurrent ? 'step' : undefined}>
      <span className={classes.name}>
        <span className={classes.swatch} data-phase={phase} data-current={isCurrent || undefined} aria-hidden="true" />
        {t(`domain.phase.${phase}`)}
        {isCurrent && <span className={classes.now}>{t('items.details.now')}</span>}
      </span>
      <span className={classes.day} title={formats.instantTitle(endsAt ?? releasedAt)}>
        {t(endsAt === null ? 'items.details.from' : 'items.details.until', { day })}
      </span>
    </li>
  )
}
