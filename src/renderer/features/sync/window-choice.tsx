import { NativeSelect, NumberInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslator } from '../../lib/translator.tsx'
import classes from './sync.module.css'

const CHOICES = [7, 30, 60, 90, 180] as const
const CUSTOM_DAYS = 14
/** Longest window that the core takes. */
const MAX_DAYS = 3650

/** Asks how much to read: everything, or what expires within some days. */
export function WindowChoice({
  days,
  onChange,
}: {
  /** null: everything. */
  readonly days: number | null
  readonly onChange: (days: number | null) => void
}): ReactNode {
  const { t } = useTranslator()
  const [isCustom, setCustom] = useState(days !== null && !CHOICES.some((choice) => choice === days))
  return (
    <span className={classes.window}>
      <NativeSelect
        size="xs"
        aria-label={t('sync.window.label')}
        value={isCustom ? 'custom' : days === null ? 'all' : String(days)}
        onChange={({ currentTarget: { value } }) => {
          setCustom(value === 'custom')
          onChange(value === 'all' ? null : value === 'custom' ? (days ?? CUSTOM_DAYS) : Number(value))
        }}
        data={[
          { value: 'all', label: t('sync.window.all') },
          ...CHOICES.map((choice) => ({ value: String(choice), label: t('sync.window.days', { count: choice }) })),
          { value: 'custom', label: t('sync.window.custom') },
        ]}
      />
      {isCustom && (
        <NumberInput
          className={classes.windowDays ?? ''}
          aria-label={t('sync.window.customLabel')}
          min={0}
          max={MAX_DAYS}
          clampBehavior="strict"
          allowDecimal={false}
          allowNegative={false}
          value={days ?? CUSTOM_DAYS}
          onChange={(value) => {
            if (typeof value === 'number') onChange(value)
          }}
        />
      )}
    </span>
  )
}
