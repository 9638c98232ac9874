import type { ReactNode } from 'react'
import type { Item } from '../../../shared/domain/item.ts'
import type { Phase } from '../../../shared/domain/phase.ts'
import { toCivilDay } from '../../../shared/domain/civil-day.ts'
import { useFormats } from '../../lib/format.ts'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './item-details.module.css'

interface Step {
  readonly phase: Phase
  /** First instant after the phase; null for the last one. */
  readonly endsAt: number | null
}

/** The life of a prepaid item after its expiry: usable, frozen, gone; with the day on which each part ends. */
export function PhaseBar({ item }: { readonly item: Item }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const { expiresAt, graceEndsAt, retentionEndsAt, phase } = item
  if (expiresAt === null) return <p className={classes.dim}>{t('items.details.noExpiry')}</p>
  if (graceEndsAt === null || retentionEndsAt === null) {
    return <p className={classes.dim}>{t('items.details.noPhases')}</p>
  }
  const steps: readonly Step[] = [
    { phase: 'active', endsAt: expiresAt },
    ...(graceEndsAt > expiresAt ? [{ phase: 'grace', endsAt: graceEndsAt } as const] : []),
    ...(retentionEndsAt > graceEndsAt ? [{ phase: 'retention', endsAt: retentionEndsAt } as const] : []),
    { phase: 'released', endsAt: null },
  ]
  return (
    <ol className={classes.phases} aria-label={t('items.details.phases')}>
      {steps.map(({ phase: name, endsAt }) => (
        <li
          key={name}
          data-phase={name}
          data-current={phase === name || undefined}
          aria-current={phase === name ? 'step' : undefined}
        >
          <span className={classes.phaseLine} aria-hidden="true" />
          <span className={classes.phaseName}>
            {t(`domain.phase.${name}`)}
            {phase === name && <span className={classes.now}>{t('items.details.now')}</span>}
          </span>
          <span className={classes.phaseDay} title={endsAt === null ? undefined : formats.instantTitle(endsAt)}>
            {endsAt === null
              ? t('items.details.from', { day: formats.day(toCivilDay(retentionEndsAt, formats.zone)) })
              : t('items.details.until', { day: formats.day(toCivilDay(endsAt, formats.zone)) })}
          </span>
        </li>
      ))}
    </ol>
  )
}
