import { Button, Checkbox, TextInput } from '@mantine/core'
import { useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { addCivilDays, isCivilDay, type CivilDay } from '../../../shared/domain/civil-day.ts'
import type { Item } from '../../../shared/domain/item.ts'
import { useFormats } from '../../lib/format.ts'
import { useHotkey } from '../../lib/hotkeys.ts'
import { useTranslator } from '../../lib/translator.tsx'
import { fieldLabel } from './field-texts.ts'
import { ReviewField } from './review-field.tsx'
import classes from './review-form.module.css'
import type { ReviewSave } from './use-review-save.ts'

/** Days for which an item is put off with one click. */
const SNOOZE_DAYS = [7, 14, 30]

/** Until when reminders about the item wait. */
export function SnoozeField({ item, saves }: { readonly item: Item; readonly saves: ReviewSave }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const [id, labelId] = [useId(), useId()]
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState<string | null>(null)
  const tomorrow = addCivilDays(formats.today, 1)
  const isOver = item.snoozedUntil !== null && item.snoozedUntil < formats.today
  const shown = typed ?? item.snoozedUntil ?? ''
  const isUsable = typed !== null && isCivilDay(typed) && typed >= tomorrow && typed.length === 10
  const isPast = typed !== null && isCivilDay(typed) && typed < tomorrow

  async function set(day: CivilDay | null): Promise<void> {
    if (await saves.save('snoozedUntil', { snoozedUntil: day })) setTyped(null)
  }
  function take(): void {
    if (isUsable && typed !== item.snoozedUntil) void set(typed)
    else if (typed === '' && item.snoozedUntil !== null && !input.current?.validity.badInput) void set(null)
    else if (typed === item.snoozedUntil || typed === '') setTyped(null)
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && typed !== null) {
      event.preventDefault()
      setTyped(null)
    } else if (event.key === 'Enter') take()
  }
  return (
    <ReviewField
      label={fieldLabel(t, 'snoozedUntil')}
      labelId={labelId}
      htmlFor={id}
      state={saves.stateOf('snoozedUntil')}
    >
      <div className={classes.snooze}>
        <TextInput
          ref={input}
          id={id}
          type="date"
          min={tomorrow}
          value={shown}
          error={isPast ? t('review.form.snoozePast') : null}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={take}
          onKeyDown={onKeyDown}
        />
        <span className={classes.buttons} role="group" aria-labelledby={labelId}>
          {SNOOZE_DAYS.map((days) => (
            <Button
              key={days}
              size="compact-xs"
              variant="default"
              title={formats.dayTitle(addCivilDays(formats.today, days))}
              onClick={() => void set(addCivilDays(formats.today, days))}
            >
              {t('items.filter.days', { count: days })}
            </Button>
          ))}
          {item.snoozedUntil !== null && (
            <Button size="compact-xs" variant="default" onClick={() => void set(null)}>
              {t('review.form.endSnooze')}
            </Button>
          )}
        </span>
      </div>
      {isOver && <span className={classes.hint}>{t('review.form.snoozeOver')}</span>}
    </ReviewField>
  )
}

/** Says that somebody has seen it; it holds for the present expiry. */
export function AcknowledgeField({ item, saves }: { readonly item: Item; readonly saves: ReviewSave }): ReactNode {
  const { t } = useTranslator()
  const formats = useFormats()
  const [pending, setPending] = useState<boolean | null>(null)
  const isSet = pending ?? item.acknowledgedAt !== null

  async function set(isAcknowledged: boolean): Promise<void> {
    setPending(isAcknowledged)
    await saves.save('acknowledgedAt', { isAcknowledged })
    setPending(null)
  }
  useHotkey('d a', () => void set(!isSet), t('review.form.acknowledgeKey'), { group: t('review.form.keys') })
  const description =
    item.acknowledgedAt === null || !isSet
      ? t('review.form.acknowledgeHint')
      : t('review.form.acknowledgedAt', { time: formats.instant(item.acknowledgedAt) })
  return (
    <ReviewField label={t('review.form.quiet')} state={saves.stateOf('acknowledgedAt')}>
      <Checkbox
        label={fieldLabel(t, 'acknowledgedAt')}
        description={description}
        checked={isSet}
        onChange={(event) => void set(event.currentTarget.checked)}
      />
    </ReviewField>
  )
}
